/** Windows that begin beside the multiples of their length. */
import { MillraceError } from '../errors';
import { intervalLiteral } from '../sql/literals';
import { Duration, formatTimestamp } from '../time';

/** Windows that a row may be copied into, to keep one of every so many. */
const MOST_COPIES = 100;
/** Flink counts seconds in 32 bits: from here they reach from 1932 to 2068. */
const REFERENCE_MS = Date.UTC(2000, 0, 1);

/**
 * The milliseconds from a multiple of `every` to the start of a window, 0 without an offset.
 * @throws MillraceError INVALID_WINDOW for an offset that is not shorter than `every`, is not of whole seconds, or divides
 * the window into too many parts.
 */
export function startOf(window: string, offset: Duration | undefined, every: Duration, size: Duration): number {
  if (!offset || offset.ms === 0) return 0;
  if (Math.abs(offset.ms) >= every.ms) {
    throw new MillraceError(
      'INVALID_WINDOW',
      `a ${window} window's offset must be shorter than ${every}, not ${offset}`,
    );
  }
  const part = divisor(every.ms, Math.abs(offset.ms));
  if (part % 1_000 !== 0 || size.ms % 1_000 !== 0)
    throw new MillraceError('INVALID_WINDOW', `a ${window} window with an offset has lengths of whole seconds`);
  if (size.ms / part > MOST_COPIES) {
    throw new MillraceError(
      'INVALID_WINDOW',
      `a ${window} window of ${size} with an offset of ${offset} has ${size.ms / part} parts of ${new Duration(part)}, more than ${MOST_COPIES}`,
      "Flink 1.20 loses rows of windows with an offset (FLINK-36664), so one of every so many hopping windows is taken instead: use an offset that has a larger divisor in common with the window's length.",
    );
  }
  return ((offset.ms % every.ms) + every.ms) % every.ms;
}

/**
 * Windows of `size` that start `start` behind each multiple of `every`, as a relation. Flink's own offset loses rows and
 * mixes windows: the next window to fire is looked for among those without one (FLINK-36664). Windows that hop by the
 * greatest length that divides both have all starts among theirs, and a filter keeps the right ones.
 */
export function shiftedWindows(
  relation: string,
  column: string,
  every: Duration,
  size: Duration,
  start: number,
): string {
  const slide = divisor(every.ms, start);
  const reference = REFERENCE_MS + ((((start - REFERENCE_MS) % every.ms) + every.ms) % every.ms);
  const text = `TIMESTAMP '${formatTimestamp(reference).slice(0, 19)}'`;
  return [
    '(',
    `  SELECT * FROM TABLE(HOP(TABLE ${relation}, DESCRIPTOR(${column}), ${intervalLiteral(slide)}, ${intervalLiteral(size.ms)}))`,
    `  WHERE MOD(TIMESTAMPDIFF(SECOND, ${text}, \`window_start\`), ${every.ms / 1_000}) = 0`,
    ') AS `t`',
  ].join('\n');
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
