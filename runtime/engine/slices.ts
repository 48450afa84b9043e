/** Tumbling, hopping and cumulative windows, by the slices of time that they are made of. */
import type { Slicing } from '../windows/window';
import type { Frames, Groups } from './frames';

interface SlicesState {
  readonly nextFire: number;
  readonly slices: Map<number, Groups>;
  readonly begun: Map<number, Groups>;
  readonly pending: Set<number>;
}

export class Slices implements Frames {
  /** The lowest watermark that fires a window. */
  nextFire = Number.POSITIVE_INFINITY;
  private slices = new Map<number, Groups>();
  /** Of windows that go on from one another, what has been put together, by the end of the last of them. */
  private begun = new Map<number, Groups>();
  /** Ends of the windows that have rows and have not fired. */
  private pending = new Set<number>();
  private readonly lastWindow: (end: number) => number;
  readonly start: Frames['start'];
  readonly end: Frames['end'];

  constructor(
    private readonly slicing: Slicing,
    private readonly create: (end: number) => Groups,
    private readonly merge: (into: Groups, from: Groups) => void,
  ) {
    this.start = (_, w) => slicing.start(`${w}.end`);
    this.end = (_, w) => `${w}.end`;
    this.lastWindow = new Function('end', `return ${slicing.lastWindow('end')}`) as (end: number) => number;
  }

  get state(): SlicesState {
    const { nextFire, slices, begun, pending } = this;
    return { nextFire, slices, begun, pending };
  }

  set state(state: SlicesState) {
    ({ nextFire: this.nextFire, slices: this.slices, begun: this.begun, pending: this.pending } = state);
  }

  enter(ts: string, late: string, reload: string): string[] {
    return [
      `const e = ${this.slicing.sliceOf(ts)};`,
      `if (${this.slicing.lastWindow('e')} - 1 <= wm) { ${late} continue; }`,
      `if (e !== end) { end = e; w = op.frames.at(e, wm); ${reload} }`,
    ];
  }

  place(reload: string): string {
    return `let g = w.groupOf[key]; if (!(g > 0)) { g = op.group(w, key); ${reload} }`;
  }

  /** Where the rows of a slice go when the watermark is `watermark`. */
  at(end: number, watermark: number): Groups {
    const last = this.lastWindow(end);
    const { step, cumulates } = this.slicing;
    for (let window = end; window <= last; window += step) {
      if (window - 1 > watermark && !this.pending.has(window)) {
        this.pending.add(window);
        this.nextFire = Math.min(this.nextFire, window - 1);
      }
    }
    // The window that this slice ends has fired: its rows are for those that go on from it.
    const late = cumulates && end - 1 <= watermark;
    return late ? found(this.begun, last, this.create) : found(this.slices, end, this.create);
  }

  /** The windows that the watermark has passed, in the order of their ends. */
  *due(watermark: number): Generator<Groups> {
    const ends = [...this.pending].filter((end) => end - 1 <= watermark).sort((a, b) => a - b);
    for (const end of ends) {
      this.pending.delete(end);
      yield this.window(end);
    }
    this.nextFire = Math.min(...this.pending) - 1;
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

  private window(end: number): Groups {
    const { step, size, cumulates } = this.slicing;
    // A window that is one slice.
    if (step === size) return taken(this.slices, end) as Groups;
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
