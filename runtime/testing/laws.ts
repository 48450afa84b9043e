/** What holds of every sound job, as fast-check properties: `fc.assert(batchInvariance(job))`. */
import fc from 'fast-check';
import type { Job } from '../job';
import { days } from '../time';
import { type Arrival, type EventsOptions, events } from './arbitraries';
import { compared, type Outcome, outcomeOf } from './outcome';
import { type Simulation, simulate } from './simulate';

export interface LawOptions extends EventsOptions {
  /** What each simulation begins with, such as the rows of lookup tables. */
  readonly setUp?: (simulation: Simulation) => void;
}

/**
 * However rows are cut into batches, results, late rows and counters are the same.
 */
export function batchInvariance(job: Job, options: LawOptions = {}): fc.IPropertyWithHooks<[Arrival[], boolean[]]> {
  const rows = events(job, { late: true, ...options });
  return fc.property(rows, fc.array(fc.boolean()), (arrivals, cuts) => {
    const alone = run(
      job,
      arrivals.map((one) => [one]),
      options,
    );
    const together = run(job, batchesOf(arrivals, cuts), options);
    compared(alone, together, 'row by row', 'in batches');
  });
}

/**
 * The order in which rows of a source arrive makes no difference, as long as none is late.
 *
 * It holds for jobs whose results do not depend on it. What does: FIRST_VALUE, LAST_VALUE, LISTAGG, ARRAY_AGG, `limit`,
 * ranks and patterns where times are equal, OVER by rows where times are equal, keeping one of several rows, a record id,
 * and in the last bits sums of DOUBLE: give such columns whole numbers.
 */
export function orderInvariance(
  job: Job,
  options: LawOptions = {},
): fc.IPropertyWithHooks<[Arrival[], readonly number[]]> {
  const rows = events(job, { ...options, late: false });
  const shifts = fc.array(fc.nat(999), { minLength: 1, maxLength: 30 });
  return fc.property(rows, shifts, (arrivals, far) => {
    const other = reordered(job, arrivals, far);
    const outcome = (order: readonly Arrival[]) =>
      run(
        job,
        order.map((one) => [one]),
        options,
      );
    compared(outcome(arrivals), outcome(other), 'in this order', `in the order ${shownOrder(arrivals, other)}`);
  });
}

/** Stopping at any place and going on from a snapshot changes nothing: no row, no change, no counter. */
export function restoreInvariance(job: Job, options: LawOptions = {}): fc.IPropertyWithHooks<[Arrival[], number[]]> {
  const rows = events(job, { late: true, ...options });
  return fc.property(rows, fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }), (arrivals, stops) => {
    const batches = arrivals.map((one) => [one]);
    const through = run(job, batches, options);
    const stopped = run(job, batches, options, new Set(stops.map((at) => at % (arrivals.length + 1))));
    compared(through, stopped, 'without a stop', `stopped and restored after ${stops.join(', ')} rows`, 'changes');
  });
}

/**
 * A job on a stream comes to what it makes of the same rows at once: its tables, with all changes applied, are those that
 * it gives when each source is read as a whole before the next.
 *
 * It holds for jobs of one source, and for jobs of several whose results do not depend on which of two sources' rows come
 * first. What does: a lookup, and a temporal join or the latest row of a union by processing time.
 */
export function streamEqualsBatch(job: Job, options: LawOptions = {}): fc.IPropertyWithHooks<[Arrival[]]> {
  return fc.property(events(job, { ...options, late: false }), (arrivals) => {
    const stream = run(
      job,
      arrivals.map((one) => [one]),
      options,
    );
    const whole = job.sources.map(({ table }) => arrivals.filter((one) => one.table === table));
    compared(
      stream,
      run(
        job,
        whole.filter((rows) => rows.length > 0),
        options,
      ),
      'as a stream',
      'at once',
    );
  });
}

/** Watermarks of sources and operators never go back, and no window's row is given out before its end has come. */
export function monotonicWatermarks(job: Job, options: LawOptions = {}): fc.IPropertyWithHooks<[Arrival[]]> {
  const ends = job.inserts.flatMap(({ input, sink }) =>
    Object.entries(input.schema).flatMap(([name, { role }]) => (role === 'window_end' ? [{ sink, name }] : [])),
  );
  return fc.property(events(job, { late: true, ...options }), (arrivals) => {
    const simulation = started(job, options);
    let before: readonly number[] = [];
    const seen = new Map<string, number>();
    for (const [i, { table, row }] of arrivals.entries()) {
      simulation.rows(table, [row]);
      const { sources, operators } = simulation.why();
      const now = [...sources, ...operators].map(({ watermark }) => watermark ?? Number.NEGATIVE_INFINITY);
      for (const [j, watermark] of now.entries()) {
        if (watermark < (before[j] ?? watermark))
          throw new Error(`after row ${i + 1} a watermark went back from ${before[j]} to ${watermark}`);
      }
      before = now;
      const greatest = Math.max(...sources.map(({ watermark }) => watermark));
      for (const { sink, name } of ends) {
        const rows = simulation.changelog(sink.table);
        for (const { row: result } of rows.slice(seen.get(sink.table) ?? 0)) {
          const end = (result[name] as Date | null)?.getTime() ?? Number.NEGATIVE_INFINITY;
          if (end - 1 > greatest)
            throw new Error(
              `after row ${i + 1} ${sink.table} has a window that ends at ${end}; the watermark is ${greatest}`,
            );
        }
        seen.set(sink.table, rows.length);
      }
    }
  });
}

/** Consecutive rows of one table, cut where `cuts` says so. */
function batchesOf(arrivals: readonly Arrival[], cuts: readonly boolean[]): Arrival[][] {
  const batches: Arrival[][] = [];
  for (const [i, one] of arrivals.entries()) {
    const last = batches.at(-1);
    if (last && last[0]?.table === one.table && !cuts[i]) last.push(one);
    else batches.push([one]);
  }
  return batches;
}

/** Another order in which no row is late: each may go back behind rows that are less than the delay later. */
function reordered(job: Job, arrivals: readonly Arrival[], far: readonly number[]): Arrival[] {
  const tables = arrivals.map(({ table }) => table);
  const queues = job.sources.map(({ table, watermark }) => {
    const own = arrivals.filter((one) => one.table === table);
    const rank = own.map((one, i): number => {
      const shift = far[i % far.length] as number;
      if (!watermark) return shift;
      return (one.row[watermark.column] as Date).getTime() + Math.floor((shift * watermark.delay.ms) / 1000);
    });
    const order = own.map((_, i) => i).sort((a, b) => (rank[a] as number) - (rank[b] as number));
    return { table, rows: order.map((i) => own[i] as Arrival) };
  });
  // Sources meet in another way, too.
  const turned = tables.map((_, i) => tables[(i + (far[0] as number)) % tables.length]);
  return turned.map((table) => queues.find((one) => one.table === table)?.rows.shift() as Arrival);
}

const shownOrder = (before: readonly Arrival[], after: readonly Arrival[]): string =>
  after.map((one) => before.indexOf(one) + 1).join(', ');

function started(job: Job, { setUp }: LawOptions): Simulation {
  const simulation = simulate(job);
  setUp?.(simulation);
  return simulation;
}

function run(
  job: Job,
  batches: readonly (readonly Arrival[])[],
  options: LawOptions,
  stops: ReadonlySet<number> = new Set(),
): Outcome {
  return outcomeOf(job, () => {
    let simulation = started(job, options);
    for (const [i, batch] of batches.entries()) {
      if (stops.has(i)) simulation = simulation.restarted();
      const { table } = batch[0] as Arrival;
      simulation.rows(
        table,
        batch.map(({ row }) => row),
      );
    }
    if (stops.has(batches.length)) simulation = simulation.restarted();
    return simulation.advance(days(1)).end();
  });
}
