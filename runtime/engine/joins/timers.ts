/** When something is to be done for a key of a join, in event time. */
import { add, poll } from '../match/heap';

export interface Timer {
  readonly time: number;
  readonly key: unknown;
}

const earlier = (a: Timer, b: Timer): number => a.time - b.time;

export const setTimer = (timers: Timer[], time: number, key: unknown): void => add(timers, { time, key }, earlier);

/** Takes those out that the watermark has reached, the earliest first, also such as are set meanwhile. */
export function* dueTimers(timers: Timer[], watermark: number): Iterable<Timer> {
  for (let [next] = timers; next && next.time <= watermark; [next] = timers) {
    poll(timers, earlier);
    yield next;
  }
}
