/** Rows for properties: of one table, or of all tables of a job in the order in which they arrive. */
import fc from 'fast-check';
import type { Job } from '../job';
import type { PlanNode } from '../operators/operator';
import type { SourceNode } from '../operators/source';
import { isWindowTable } from '../operators/window-table';
import type { SourceTable } from '../source';
import { type Duration, milliseconds, seconds } from '../time';
import type { Schema, Value } from '../types/type';
import type { AnyRow, RowOf } from './rows';
import { valuesOf } from './values';

/** How rows are made. */
export interface TimedOptions {
  /** At most so many rows of a table; 30 unless told. */
  readonly maxLength?: number;
  readonly minLength?: number;
  /** The time of the first row, about; 2026-01-01 unless told. */
  readonly start?: Date;
  /** What lies between two rows, about: their times differ by up to twice as much, and now and then by far more. */
  readonly every?: Duration;
  /** Whether some rows come later than the watermark allows. */
  readonly late?: boolean;
  /** So many different values of each column other than the time, so that rows meet in groups and joins; 4 unless told. */
  readonly distinct?: number;
}

export interface RowsOptions<Row extends Schema> extends TimedOptions {
  /** Values of columns that are not to be any of their types. */
  readonly columns?: { readonly [K in keyof Row]?: fc.Arbitrary<Value<Row[K]>> };
}

export interface EventsOptions extends TimedOptions {
  /** By table, values of columns that are not to be any of their types. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>>;
}

/** A row that arrives at a table. */
export interface Arrival {
  readonly table: string;
  readonly row: AnyRow;
}

/**
 * Rows of a table in the order in which they arrive. Their times are out of order by no more than the watermark's delay, so
 * that none is late, unless `late` is said; bounds of windows are among them. Of each column other than the time there are
 * a few different values, hard ones among them, see `valuesOf`.
 * @example fc.assert(fc.property(rowsOf(metrics, { columns: { metric_value: fc.nat(100) } }), (rows) => …))
 */
export const rowsOf = <Row extends Schema>(
  table: SourceTable<Row>,
  options: RowsOptions<Row> = {},
): fc.Arbitrary<RowOf<Row>[]> =>
  arrivals([table.node], {
    ...options,
    columns: { [table.node.table]: (options.columns ?? {}) as Readonly<Record<string, fc.Arbitrary<unknown>>> },
  }).map((all) => all.map(({ row }) => row as RowOf<Row>));

/** Rows of all sources of a job, in the order in which they arrive. Times of one source know nothing of another's. */
export const events = (job: Job, options: EventsOptions = {}): fc.Arbitrary<Arrival[]> =>
  arrivals(job.sources, { ...options, every: options.every ?? paceOf(job) });

/** How a time lies to those before it: after them, far after them, at a bound of windows, behind the greatest, too far behind. */
type Pace = 'on' | 'leap' | 'bound' | 'back' | 'late';

/** What a row is made of. */
interface Draw {
  readonly source: number;
  readonly pace: Pace;
  /** How far, in thousandths. */
  readonly far: number;
  /** For each column, which of its different values. */
  readonly picks: readonly number[];
  readonly own: AnyRow;
}

const START = Date.UTC(2026, 0, 1);

function arrivals(sources: readonly SourceNode[], options: EventsOptions): fc.Arbitrary<Arrival[]> {
  const { maxLength = 30, minLength = 0, distinct = 4, late = false, columns = {} } = options;
  const paces: readonly Pace[] = [
    'on',
    'on',
    'on',
    'bound',
    'bound',
    'back',
    'back',
    'leap',
    ...(late ? ['late' as const] : []),
  ];
  const pools = sources.map((source) => {
    const own = columns[source.table] ?? {};
    const types = Object.entries(source.schema).filter(([name]) => name !== source.watermark?.column && !own[name]);
    return fc.record(
      Object.fromEntries(
        types.map(([name, type]) => [name, fc.array(valuesOf(type), { minLength: 1, maxLength: distinct })]),
      ),
    );
  });
  const draws = sources.map((source, i) =>
    fc.record({
      source: fc.constant(i),
      pace: fc.constantFrom(...paces),
      far: fc.nat(999),
      picks: fc.array(fc.nat(distinct - 1), {
        minLength: Object.keys(source.schema).length,
        maxLength: Object.keys(source.schema).length,
      }),
      own: fc.record(columns[source.table] ?? {}),
    }),
  );
  return fc
    .tuple(fc.tuple(...pools), fc.array(fc.oneof(...draws), { minLength, maxLength: maxLength * sources.length }))
    .map(([values, drawn]) => made(sources, values, drawn as readonly Draw[], options));
}

function made(
  sources: readonly SourceNode[],
  values: readonly Readonly<Record<string, readonly unknown[]>>[],
  draws: readonly Draw[],
  { start, every }: TimedOptions,
): Arrival[] {
  const peaks = sources.map(() => Number.NEGATIVE_INFINITY);
  return draws.map((draw) => {
    const { table, schema, watermark } = sources[draw.source] as SourceNode;
    const pool = values[draw.source] ?? {};
    const row: Record<string, unknown> = {};
    for (const [i, name] of Object.keys(schema).entries()) {
      const some = pool[name] ?? [];
      if (name in draw.own) row[name] = draw.own[name];
      else if (some.length > 0) row[name] = some[(draw.picks[i] as number) % some.length];
    }
    if (watermark && !(watermark.column in draw.own)) {
      const delay = watermark.delay.ms;
      const step = every?.ms ?? Math.max(delay, 1000);
      const before = peaks[draw.source] as number;
      const time = timeOf(draw, before === Number.NEGATIVE_INFINITY ? undefined : before, {
        start: start?.getTime() ?? START,
        step,
        delay,
      });
      peaks[draw.source] = Math.max(before, time);
      row[watermark.column] = new Date(time);
    }
    return { table, row };
  });
}

/** The time of a row whose predecessors' greatest is `peak`. It is on time when it is later than that less the delay. */
function timeOf(
  { pace, far }: Draw,
  peak: number | undefined,
  { start, step, delay }: { readonly start: number; readonly step: number; readonly delay: number },
): number {
  const share = (most: number): number => Math.floor((far * most) / 1000);
  if (peak === undefined) return start + share(step);
  const least = peak - delay + 1;
  switch (pace) {
    case 'on':
      return Math.max(least, peak + share(2 * step));
    case 'leap':
      return Math.max(least, peak + share(20 * step));
    case 'bound':
      // Just before it, at it, or just behind it.
      return Math.max(least, Math.ceil((peak + share(3 * step)) / step) * step + (far % 3) - 1);
    case 'back':
      return Math.max(least, peak - share(delay));
    case 'late':
      return least - 1 - share(5 * step);
  }
}

/** A fourth of the shortest window, so that windows have several rows and several windows are met. */
function paceOf(job: Job): Duration {
  const lengths = new Set<number>();
  const visit = (node: PlanNode): void => {
    if (isWindowTable(node)) lengths.add(node.window.slicing?.step ?? (node.window.gap as number));
    node.inputs.forEach(visit);
  };
  for (const { input } of job.inserts) visit(input);
  return lengths.size > 0 ? milliseconds(Math.max(1, Math.floor(Math.min(...lengths) / 4))) : seconds(1);
}
