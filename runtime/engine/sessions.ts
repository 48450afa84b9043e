/** Session windows: groups with bounds of their own, which grow together as rows come between them. */
import type { Accumulators, Fired, Frames, Groups } from './frames';
import { addTimer, dueTimers, mergeOrder, removeTimer, type Timer } from './timers';

/** How sessions make and put together groups. */
export interface GroupWork {
  create(end: number): Groups;
  /** A new group of a key; `groupOf` is not told. */
  add(w: Groups, key: number): number;
  /** Gives a group that was used before its first values again. */
  renew(w: Groups, g: number, key: number): void;
  mergeGroup(into: Groups, g: number, from: Groups, h: number): void;
}

const NONE: number[] = [];

/** When a session is over. */
interface SessionTimer extends Timer {
  readonly group: number;
}

interface SessionsState {
  readonly pool: Groups;
  readonly starts: number[];
  readonly ends: number[];
  readonly ofKey: Map<number, number[]>;
  readonly free: number[];
  readonly timers: SessionTimer[];
  /** The timer of each open session. */
  readonly timerOf: SessionTimer[];
}

export class Sessions implements Frames {
  /** All open sessions. */
  pool: Groups;
  private starts: number[] = [0];
  private ends: number[] = [0];
  private ofKey = new Map<number, number[]>();
  private free: number[] = [];
  private timers: SessionTimer[] = [];
  private timerOf: SessionTimer[] = [];

  constructor(
    private readonly gap: number,
    private readonly work: GroupWork,
  ) {
    this.pool = work.create(0);
  }

  get state(): SessionsState {
    const { pool, starts, ends, ofKey, free, timers, timerOf } = this;
    return { pool, starts, ends, ofKey, free, timers, timerOf };
  }

  set state(state: SessionsState) {
    Object.assign(this, state);
  }

  get nextFire(): number {
    return this.timers[0]?.time ?? Number.POSITIVE_INFINITY;
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
    // Sessions just `gap` apart belong together, too.
    const touches = (g: number) => (starts[g] as number) <= time + gap && time <= (ends[g] as number);
    const found = open.find(touches);
    if (found === undefined) return this.begin(key, open, time);
    const others = open.length === 1 ? NONE : open.filter((g) => g !== found && touches(g));
    const start = Math.min(time, ...[found, ...others].map((g) => starts[g] as number));
    const end = Math.max(time + gap, ...[found, ...others].map((g) => ends[g] as number));
    if (others.length === 0 && start === starts[found] && end === ends[found]) return found;
    const merged = [found, ...others].map((g) => ({
      ...{ start: starts[g] as number, end: ends[g] as number },
      timer: this.timerOf[g] as SessionTimer,
    }));
    this.setTimer(found, end);
    for (const { timer } of mergeOrder(merged)) removeTimer(this.timers, timer);
    for (const g of others) {
      this.work.mergeGroup(this.pool, found, this.pool, g);
      this.free.push(g);
    }
    if (others.length > 0)
      this.ofKey.set(
        key,
        open.filter((g) => !others.includes(g)),
      );
    starts[found] = start;
    ends[found] = end;
    return found;
  }

  *due(progress: number): Generator<Fired> {
    const { pool } = this;
    for (const { group } of dueTimers(this.timers, progress)) {
      yield { groups: this.alone(group), order: [1] };
      const key = pool.keyOf[group] as number;
      const left = (this.ofKey.get(key) as number[]).filter((other) => other !== group);
      if (left.length > 0) this.ofKey.set(key, left);
      else this.ofKey.delete(key);
      this.free.push(group);
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
    this.setTimer(g, time + this.gap);
    return g;
  }

  private setTimer(group: number, end: number): void {
    const timer = { group, time: end - 1, place: 0 };
    this.timerOf[group] = timer;
    addTimer(this.timers, timer);
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
