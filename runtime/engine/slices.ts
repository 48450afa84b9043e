/** Tumbling, hopping and cumulative windows, by the slices of time that they are made of. */
import type { Slicing } from '../windows/window';
import { Firing, type FiringState } from './firing';
import type { Fired, Frames, Groups } from './frames';

interface SlicesState {
  readonly slices: Map<number, Groups>;
  readonly begun: Map<number, Groups>;
  readonly pending: Set<number>;
  readonly firing: FiringState;
}

export class Slices implements Frames {
  private slices = new Map<number, Groups>();
  /** Of windows that go on from one another, what has been put together, by the end of the last of them. */
  private begun = new Map<number, Groups>();
  /** Ends of the windows that have rows and have not fired. */
  private pending = new Set<number>();
  private readonly firing: Firing;
  private readonly lastWindow: (end: number) => number;
  readonly start: Frames['start'];
  readonly end: Frames['end'];

  constructor(
    private readonly slicing: Slicing,
    private readonly create: (end: number) => Groups,
    private readonly merge: (into: Groups, from: Groups) => void,
    isByClock: boolean,
  ) {
    this.start = (_, w) => slicing.start(`${w}.end`);
    this.end = (_, w) => `${w}.end`;
    this.firing = new Firing(slicing.step, isByClock);
    this.lastWindow = new Function('end', `return ${slicing.lastWindow('end')}`) as (end: number) => number;
  }

  get state(): SlicesState {
    const { slices, begun, pending, firing } = this;
    return { slices, begun, pending, firing: firing.state };
  }

  set state({ firing, ...state }: SlicesState) {
    ({ slices: this.slices, begun: this.begun, pending: this.pending } = state);
    this.firing.state = firing;
  }

  /** The lowest progress that fires a window. */
  get nextFire(): number {
    return this.firing.next;
  }

  enter(ts: string, late: string, reload: string): string[] {
    return [
      `const e = ${this.slicing.sliceOf(ts)};`,
      `if (${this.slicing.lastWindow('e')} - 1 <= wm) { ${late} continue; }`,
      `if (e !== end) { end = e; w = op.frames.at(e, wm); ${reload} }`,
    ];
  }

  place(reload: string): string {
    return `let g = w.groupOf[key]; if (!(g > 0)) { g = op.group(w, key); op.frames.met(key, e, wm); ${reload} }`;
  }

  met(key: number, end: number, progress: number): void {
    this.firing.met(key, end, progress);
  }

  /** Where the rows of a slice go when the watermark is `watermark`. */
  at(end: number, watermark: number): Groups {
    const last = this.lastWindow(end);
    const { step, cumulates } = this.slicing;
    this.firing.came(end, watermark);
    for (let window = end; window <= last; window += step) if (window - 1 > watermark) this.pending.add(window);
    // The window that this slice ends has fired: its rows are for those that go on from it.
    const late = cumulates && end - 1 <= watermark;
    return late ? found(this.begun, last, this.create) : found(this.slices, end, this.create);
  }

  *due(progress: number): Generator<Fired> {
    for (const { end, keys } of this.firing.due(progress)) {
      this.pending.delete(end);
      const groups = this.window(end);
      const order: number[] = [];
      for (const key of keys) {
        const group = groups?.groupOf[key] ?? 0;
        if (group > 0) order.push(group);
        if (this.goesOn(end, group)) this.firing.set(key, end + this.slicing.step);
      }
      if (groups && order.length > 0) yield { groups, order };
    }
  }

  /** Whether a key has another window behind one: hopping ones until one of them is empty. */
  private goesOn(end: number, group: number): boolean {
    const { step, size, cumulates } = this.slicing;
    return cumulates ? end < this.lastWindow(end) : step < size && group > 0;
  }

  /** The ends of windows that have rows and have not fired, with the number of keys that their slices have met. */
  open(): { end: number; groups: number }[] {
    return [...this.pending]
      .sort((a, b) => a - b)
      .map((end) => {
        const parts = [...this.slices.values(), ...this.begun.values()].filter((part) => this.isPart(part.end, end));
        const keys = new Set(parts.flatMap((part) => [...part.keyOf.subarray(1, part.groups + 1)]));
        return { end, groups: keys.size };
      });
  }

  private isPart(slice: number, window: number): boolean {
    const last = this.lastWindow(slice);
    if (this.slicing.cumulates) return last === this.lastWindow(window) && (slice <= window || this.begun.has(slice));
    return slice <= window && window <= last;
  }

  private window(end: number): Groups | undefined {
    const { step, size, cumulates } = this.slicing;
    // A window that is one slice.
    if (step === size) return taken(this.slices, end);
    if (cumulates) {
      const last = this.lastWindow(end);
      const window = found(this.begun, last, this.create);
      const slice = taken(this.slices, end);
      if (slice) this.merge(window, slice);
      if (end === last) this.begun.delete(last);
      window.end = end;
      return window;
    }
    const window = this.create(end);
    for (let slice = end; slice > end - size; slice -= step) {
      const part = this.slices.get(slice);
      if (part) this.merge(window, part);
    }
    this.slices.delete(end - size + step);
    return window;
  }
}

function found(map: Map<number, Groups>, end: number, create: (end: number) => Groups): Groups {
  let groups = map.get(end);
  if (!groups) {
    groups = create(end);
    map.set(end, groups);
  }
  return groups;
}

function taken(map: Map<number, Groups>, end: number): Groups | undefined {
  const groups = map.get(end);
  map.delete(end);
  return groups;
}
