/**
 * Timers of windows: a binary heap by time. What is kept for a timer is the timer itself, so that it can be taken out.
 * Timers of one time go off in the order that the heap happens to have, which is Flink's: ties downstream are decided
 * by it.
 */
export interface Timer {
  time: number;
  /** Its place in the heap. */
  place: number;
}

/** @param timers plain data, so that it can be part of an operator's state */
export function addTimer<T extends Timer>(timers: T[], timer: T): void {
  timers.push(timer);
  up(timers, timers.length - 1);
}

export function removeTimer<T extends Timer>(timers: T[], { place }: T): void {
  const last = timers.pop() as T;
  if (place === timers.length) return;
  timers[place] = last;
  down(timers, place);
  if (timers[place] === last) up(timers, place);
}

/** Takes the timers out that are due at a time, the earliest first; also those that are added on the way. */
export function* dueTimers<T extends Timer>(timers: T[], time: number): Generator<T> {
  for (let [first] = timers; first && first.time <= time; [first] = timers) {
    removeTimer(timers, first);
    yield first;
  }
}

function up<T extends Timer>(timers: T[], from: number): void {
  const timer = timers[from] as T;
  let i = from;
  while (i > 0) {
    const parent = timers[(i - 1) >> 1] as T;
    if (parent.time <= timer.time) break;
    put(timers, parent, i);
    i = (i - 1) >> 1;
  }
  put(timers, timer, i);
}

function down<T extends Timer>(timers: T[], from: number): void {
  const timer = timers[from] as T;
  let i = from;
  for (;;) {
    let child = 2 * i + 1;
    const second = timers[child + 1];
    if (second && second.time < (timers[child] as T).time) child++;
    const least = timers[child];
    if (!least || least.time >= timer.time) break;
    put(timers, least, i);
    i = child;
  }
  put(timers, timer, i);
}

function put<T extends Timer>(timers: T[], timer: T, place: number): void {
  timers[place] = timer;
  timer.place = place;
}

/**
 * Sessions that become one, in the order in which Flink gives up their timers: that of a hash set of windows. It shows
 * in the order of the timers that are left.
 */
export function mergeOrder<S extends { readonly start: number; readonly end: number }>(sessions: readonly S[]): S[] {
  if (sessions.length < 2) return [...sessions];
  // The later one was put into the set first.
  return [...sessions].sort((a, b) => bucket(a) - bucket(b) || b.start - a.start);
}

/** The bucket of a window among the 16 of a small Java HashSet, by the hash code that Flink gives it. */
function bucket({ start, end }: { readonly start: number; readonly end: number }): number {
  const odd = ((end * 2) | 0) + 1;
  // Its inverse modulo 2^32, by Newton's method.
  let inverse = Math.imul(odd, Math.imul(odd, odd));
  for (let i = 0; i < 3; i++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  const hash = ((start | 0) + inverse) | 0;
  return (hash ^ (hash >>> 16)) & 15;
}
