/** Session windows: groups with bounds of their own, which grow together as rows come between them. */
import type { Accumulators, Frames, Groups } from './frames';

/** How sessions make and put together groups. */
export interface GroupWork {
  create(end: number): Groups;
  /** A new group of a key; `groupOf` is not told. */
  add(w: Groups, key: number): number;
  /** Gives a group that was used before its first values again. */
  renew(w: Groups, g: number, key: number): void;
  mergeGroup(into: Groups, g: number, from: Groups, h: number): void;
}

interface SessionsState {
  readonly nextFire: number;
  readonly pool: Groups;
  readonly starts: number[];
  readonly ends: number[];
  readonly ofKey: Map<number, number[]>;
  readonly free: number[];
  readonly queue: { readonly ends: number[]; readonly groups: number[] };
}

const NONE: number[] = [];

export class Sessions implements Frames {
  nextFire = Number.POSITIVE_INFINITY;
  /** All open sessions. */
  pool: Groups;
  private starts: number[] = [0];
  private ends: number[] = [0];
  private ofKey = new Map<number, number[]>();
  private free: number[] = [];
  /** Each open session once, under the end that it had when it was put there. */
  private readonly queue = new EndQueue();

  constructor(
    private readonly gap: number,
    private readonly work: GroupWork,
  ) {
    this.pool = work.create(0);
  }

  get state(): SessionsState {
    const { nextFire, pool, starts, ends, ofKey, free, queue } = this;
    return { nextFire, pool, starts, ends, ofKey, free, queue: { ends: queue.ends, groups: queue.groups } };
  }

  set state({ queue, ...state }: SessionsState) {
    Object.assign(this, state);
    Object.assign(this.queue, queue);
  }

  /** A row is late when the session of it alone would have fired. */
  enter(ts: string, late: string, reload: string): string[] {
    return [
      `const t = ${ts};`,
      `if (t + ${this.gap - 1} <= wm) { ${late} continue; }`,
      `if (w === undefined) { w = op.frames.pool; ${reload} }`,
    ];
  }

  place(reload: string): string {
    return `const before = w.slots, g = op.frames.at(key, t); if (w.slots !== before) { ${reload} }`;
  }

  start = (g: string, w: string): string => `${w}.starts[${g}]`;
  end = (g: string, w: string): string => `${w}.ends[${g}]`;

  /** The session of a key that a row of this time belongs to, made of those that it touches. */
  at(key: number, time: number): number {
    const { starts, ends, gap } = this;
    const open = this.ofKey.get(key) ?? NONE;
    let found = 0;
    for (let i = 0; i < open.length; i++) {
      const g = open[i] as number;
      // Sessions just `gap` apart belong together, too.
      if ((starts[g] as number) > time + gap || time > (ends[g] as number)) continue;
      if (found === 0) found = g;
      else {
        this.work.mergeGroup(this.pool, found, this.pool, g);
        this.extend(found, starts[g] as number, ends[g] as number);
        open.splice(i--, 1);
        // Given up, and free when the queue comes to it.
        ends[g] = Number.NEGATIVE_INFINITY;
      }
    }
    if (found === 0) found = this.begin(key, open, time);
    this.extend(found, time, time + gap);
    return found;
  }

  *due(watermark: number): Generator<Groups> {
    const { ends, queue, pool } = this;
    const fired: number[] = [];
    while (queue.size > 0 && queue.least - 1 <= watermark) {
      const g = queue.pop();
      const end = ends[g] as number;
      if (end === Number.NEGATIVE_INFINITY) this.free.push(g);
      else if (end - 1 <= watermark) fired.push(g);
      else queue.push(end, g);
    }
    this.nextFire = queue.least - 1;
    fired.sort((a, b) => (ends[a] as number) - (ends[b] as number));
    for (const g of fired) {
      yield this.alone(g);
      const key = pool.keyOf[g] as number;
      const left = (this.ofKey.get(key) as number[]).filter((other) => other !== g);
      if (left.length > 0) this.ofKey.set(key, left);
      else this.ofKey.delete(key);
      this.free.push(g);
    }
  }

  open(): { end: number; groups: number }[] {
    const groups = new Map<number, number>();
    for (const g of [...this.ofKey.values()].flat()) {
      const end = this.ends[g] as number;
      groups.set(end, (groups.get(end) ?? 0) + 1);
    }
    return [...groups].map(([end, n]) => ({ end, groups: n })).sort((a, b) => a.end - b.end);
  }

  private begin(key: number, open: number[], time: number): number {
    const { pool, work } = this;
    let g = this.free.pop();
    if (g === undefined) g = work.add(pool, key);
    else work.renew(pool, g, key);
    this.starts[g] = time;
    this.ends[g] = time + this.gap;
    if (open === NONE) this.ofKey.set(key, [g]);
    else open.push(g);
    this.queue.push(time + this.gap, g);
    this.nextFire = this.queue.least - 1;
    return g;
  }

  private extend(g: number, start: number, end: number): void {
    this.starts[g] = Math.min(this.starts[g] as number, start);
    this.ends[g] = Math.max(this.ends[g] as number, end);
  }

  /** One session as a window. */
  private alone(g: number): Groups {
    const { pool } = this;
    return {
      end: this.ends[g] as number,
      groupOf: pool.groupOf,
      keyOf: Int32Array.of(0, pool.keyOf[g] as number),
      groups: 1,
      slots: pool.slots.map((slot) => [0, slot[g]] as Accumulators),
      starts: [0, this.starts[g] as number],
      ends: [0, this.ends[g] as number],
    };
  }
}

/** A binary heap of groups by their ends. */
class EndQueue {
  ends: number[] = [];
  groups: number[] = [];

  get size(): number {
    return this.ends.length;
  }

  get least(): number {
    return this.ends[0] ?? Number.POSITIVE_INFINITY;
  }

  push(end: number, group: number): void {
    const { ends, groups } = this;
    let i = ends.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((ends[parent] as number) <= end) break;
      ends[i] = ends[parent] as number;
      groups[i] = groups[parent] as number;
      i = parent;
    }
    ends[i] = end;
    groups[i] = group;
  }

  pop(): number {
    const { ends, groups } = this;
    const top = groups[0] as number;
    const end = ends.pop() as number;
    const group = groups.pop() as number;
    const n = ends.length;
    if (n === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && (ends[child + 1] as number) < (ends[child] as number)) child++;
      if ((ends[child] as number) >= end) break;
      ends[i] = ends[child] as number;
      groups[i] = groups[child] as number;
      i = child;
    }
    ends[i] = end;
    groups[i] = group;
    return top;
  }
}
