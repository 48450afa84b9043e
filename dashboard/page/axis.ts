/** Round times for an axis, in UTC whatever the time zone of the browser. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 30, 90, 365].map((n) => n * DAY),
];

/** Pixels that a label such as 12:30, or 12:30:15, takes with the space around it. */
const LABEL = 52;
const LABEL_WITH_SECONDS = 72;
/** Pixels to the right of the last point that a label may use. */
export const MARGIN = 12;

/** Multiples of the smallest round step between two times whose labels have room in so many pixels. */
export function timeTicks(from: number, to: number, width: number): number[] {
  const pixels = width / (to - from);
  const label = (step: number): number => (step < MINUTE ? LABEL_WITH_SECONDS : LABEL);
  const step = STEPS.find((size) => size * pixels >= label(size)) ?? Math.ceil((to - from) / DAY) * DAY;
  // The text itself is some 16 pixels narrower than its room, and centred on its time.
  const last = to - (label(step) / 2 - 8 - MARGIN) / pixels;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= last; at += step) ticks.push(at);
  return ticks;
}
