/**
 * When which key's windows fire, in Flink's order, which decides ties behind them: rows are buffered by key and slice
 * until a slice of them is over, and only then timers are set, in the order in which keys and slices came.
 */
import { addTimer, dueTimers, type Timer } from './timers';

interface WindowTimer extends Timer {
  readonly key: number;
  readonly end: number;
}

export interface FiringState {
  readonly timers: WindowTimer[];
  readonly keysOf: Map<number, Set<number>>;
  readonly buffer: (readonly [key: number, end: number])[];
  readonly emptied: number;
}

export class Firing {
  private timers: WindowTimer[] = [];
  /** By the end of a window, the keys that have a timer. */
  private keysOf = new Map<number, Set<number>>();
  private buffer: FiringState['buffer'] = [];
  /** The lowest progress at which the buffer is emptied. */
  private emptied = Number.POSITIVE_INFINITY;

  constructor(
    private readonly step: number,
    private readonly isByClock: boolean,
  ) {}

  /** What snapshots keep of it. */
  get state(): FiringState {
    const { timers, keysOf, buffer, emptied } = this;
    return { timers, keysOf, buffer, emptied };
  }

  set state(state: FiringState) {
    ({ timers: this.timers, keysOf: this.keysOf, buffer: this.buffer, emptied: this.emptied } = state);
  }

  /** The lowest progress that fires a window, or sets timers. */
  get next(): number {
    return Math.min(this.emptied, this.timers[0]?.time ?? Number.POSITIVE_INFINITY);
  }

  /** A row has come for the slice that ends then. */
  came(end: number, progress: number): void {
    // A slice that is over already waits for the end of the next.
    const emptied = end - 1 > progress ? end - 1 : Math.floor((progress + 1) / this.step) * this.step + this.step - 1;
    if (emptied < this.emptied) this.emptied = emptied;
  }

  /** A key has been met in a slice for the first time. */
  met(key: number, end: number, progress: number): void {
    if (this.isByClock) this.set(key, end);
    else if (end - 1 > progress) this.buffer.push([key, end]);
    else {
      let window = end;
      while (window - 1 <= progress) window += this.step;
      this.set(key, window);
    }
  }

  set(key: number, end: number): void {
    const keys = this.keysOf.get(end) ?? new Set();
    if (keys.has(key)) return;
    this.keysOf.set(end, keys.add(key));
    addTimer(this.timers, { key, end, time: end - 1, place: 0 });
  }

  /** The windows that are over, and the keys in which they fire. What `fired` sets comes in its turn. */
  *due(progress: number): Generator<{ readonly end: number; readonly keys: Iterable<number> }> {
    if (this.emptied <= progress) {
      for (const [key, end] of this.buffer) this.set(key, end);
      this.buffer = [];
      this.emptied = Number.POSITIVE_INFINITY;
    }
    for (let [first] = this.timers; first && first.time <= progress; [first] = this.timers) {
      const { end, time } = first;
      yield { end, keys: keysOf(dueTimers(this.timers, time)) };
      this.keysOf.delete(end);
    }
  }
}

function* keysOf(timers: Iterable<WindowTimer>): Generator<number> {
  for (const { key } of timers) yield key;
}
