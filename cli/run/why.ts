/** `millrace why`: the inputs as far as they go, without an end, and what the job knows of itself then. */
import { LocalJob } from '../../runtime/engine/pipeline';
import type { WaitingWhy, Why } from '../../runtime/engine/why';
import { instant } from '../../runtime/engine/why-text';
import { MillraceError } from '../../runtime/errors';
import { parseTimestamp } from '../../runtime/time';
import { pushAligned } from './aligned';
import { records } from './inputs';
import type { RunPlan } from './plan';

export interface WhyOptions extends Pick<RunPlan, 'job' | 'inputs' | 'arrivals'> {
  /** Sources that are idle behind their rows, and those that end there. */
  readonly idle: readonly string[];
  readonly ended: readonly string[];
}

/** Runs a job over all that its inputs have, and asks it. */
export async function whyLocally({ job, inputs, arrivals, idle, ended }: WhyOptions): Promise<Why> {
  const local = new LocalJob(job, { rows() {} });
  local.clock(Date.now());
  const all = job.sources.map((source) => ({
    source,
    records: records(source, inputs.get(source.table) ?? [], arrivals.get(source.table)),
  }));
  await pushAligned(local, all);
  for (const table of idle) local.idle(table);
  for (const table of ended) local.end(table);
  return local.why();
}

/** What waits at a time, the end of a window: all that waits when none is given. @throws MillraceError INVALID_ARGUMENT */
export function waitingAt({ waiting }: Why, window: string | undefined): readonly WaitingWhy[] {
  if (window === undefined) return waiting;
  const at = parseTimestamp(window.length === 16 ? `${window}:00` : window);
  if (Number.isNaN(at))
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `--window ${window} is no point in time`,
      "Write the window's end: 2026-03-29 00:58:00.",
    );
  // A window in event time waits for the last millisecond before its end.
  return waiting.filter(({ until }) => until === at || until === at - 1);
}

/** Why nothing waits at a time: it is over, or nothing has come for it. */
export function notWaiting({ operators, waiting }: Why, window: string): string {
  const seen = operators.flatMap(({ watermark }) => (watermark === undefined ? [] : [watermark]));
  const passed = `The watermarks of operators with state are ${seen.map(instant).join(', ') || 'none'}`;
  const others = [...new Set(waiting.map(({ until }) => instant(until + 1)))];
  return [
    `No window that ends at ${window} waits: it has fired, or no row has come for it.`,
    `${passed}.${others.length > 0 ? ` Windows wait that end at ${others.join(', ')}.` : ''}`,
  ].join('\n');
}
