/** A job under test: rows, watermarks and the clock go in when the test says so, and results can be looked at any time. */
import type { Batch } from '../engine/batch';
import type { Counters } from '../engine/counters';
import { FinalTable } from '../engine/final-table';
import { LocalJob } from '../engine/pipeline';
import type { Snapshot } from '../engine/snapshot';
import type { Why } from '../engine/why';
import { MillraceError } from '../errors';
import type { Job, SideOutput } from '../job';
import type { LookupTable } from '../lookup';
import type { Sink } from '../sink';
import type { SourceTable } from '../source';
import type { Duration } from '../time';
import type { Schema } from '../types/type';
import { type GivenRow, givenBatch, jsonBatches, malformedBatch } from './given';
import { type AnyRow, fromBatch, type RowOf } from './rows';

/** What a row of a changelog does, as Flink writes it. */
export type ChangeKind = '+I' | '-U' | '+U' | '-D';

/** A row of a changelog. */
export interface Change<Row = AnyRow> {
  readonly kind: ChangeKind;
  readonly row: Row;
}

export interface SimulationOptions {
  /** The clock at the start, for windows and functions of processing time; 1970 unless told. */
  readonly now?: Date;
  /** Goes on from where another simulation of the job was. */
  readonly from?: Snapshot;
}

/** A source, or its name. */
type AnySource = { readonly node: { readonly table: string } } | string;
/** A declared table, or its name. */
type Named = { readonly node: { readonly table: string } } | { readonly table: string } | string;

const KINDS: readonly ChangeKind[] = ['+I', '-U', '+U', '-D'];

/**
 * Runs a job on the local engine, step by step: nothing happens but what is said here, so that a test gives the same
 * results every time.
 * @example
 * simulate(job)
 *   .rows(metrics, [{ metric_name: 'cpu', metric_value: 1, event_time: new Date(0) }])
 *   .watermark(metrics, new Date(60_000))
 *   .table(averages)
 * @throws MillraceError NOT_LOCAL when the local engine cannot run the job
 */
export const simulate = (job: Job, options: SimulationOptions = {}): Simulation => new Simulation(job, options);

/** A running job. What puts something in gives the simulation back, so that steps can be chained. */
export class Simulation {
  private readonly local: LocalJob;
  private readonly batches = new Map<string, Batch[]>();

  constructor(
    readonly job: Job,
    { now, from }: SimulationOptions = {},
  ) {
    const rows = (table: string, batch: Batch): void => {
      const known = this.batches.get(table);
      if (known) known.push(batch);
      else this.batches.set(table, [batch]);
    };
    this.local = new LocalJob(job, { rows }, from && { from });
    if (now) this.local.clock(now.getTime());
  }

  /**
   * Rows arrive at a source, in this order, each followed by the watermark that it raises.
   * @throws MillraceError UNKNOWN_TABLE, UNKNOWN_COLUMN, MISSING_COLUMN, INVALID_VALUE
   */
  rows<S extends Schema>(table: SourceTable<S>, rows: readonly GivenRow<S>[]): this;
  rows(table: string, rows: readonly AnyRow[]): this;
  rows(table: Named, rows: readonly AnyRow[]): this {
    const { table: name, schema } = this.source(table);
    if (rows.length > 0) this.local.push(name, givenBatch(name, schema, rows));
    return this;
  }

  /**
   * Records arrive at a source as JSON lines, read as in production: some may be malformed.
   * @throws MillraceError UNKNOWN_TABLE
   */
  json(table: AnySource, lines: string): this {
    const source = this.source(table);
    const { rows, malformed } = jsonBatches(source, lines);
    if (malformed.length > 0) this.local.pushMalformed(source.table, malformedBatch(malformed));
    for (const batch of rows) this.local.push(source.table, batch);
    return this;
  }

  /**
   * Raises the watermark of a source, as a row of this time plus the source's delay would. It never goes back.
   * @throws MillraceError UNKNOWN_TABLE
   */
  watermark(table: AnySource, to: Date): this {
    this.local.raise(this.source(table).table, to.getTime());
    return this;
  }

  /** Moves the clock forward: the time of windows and functions of processing time, and of `stateTtl`. */
  advance(by: Duration): this {
    this.local.clock(this.local.now + by.ms);
    return this;
  }

  /** A source goes idle: until it has rows again it holds no watermark back. @throws MillraceError UNKNOWN_TABLE */
  idle(table: AnySource): this {
    this.local.idle(this.source(table).table);
    return this;
  }

  /** Ends sources, all of them unless told: their windows fire. @throws MillraceError UNKNOWN_TABLE */
  end(...tables: readonly AnySource[]): this {
    const ended = tables.length > 0 ? tables.map((table) => this.source(table)) : this.job.sources;
    for (const { table } of ended) this.local.end(table);
    return this;
  }

  /**
   * Says what a lookup table's rows are from now on.
   * @throws MillraceError UNKNOWN_TABLE, DUPLICATE_KEY, UNKNOWN_COLUMN, MISSING_COLUMN, INVALID_VALUE
   */
  lookup<S extends Schema>(table: LookupTable<S>, rows: readonly GivenRow<S>[]): this;
  lookup(table: string, rows: readonly AnyRow[]): this;
  lookup(table: Named, rows: readonly AnyRow[]): this {
    const { table: name, schema } = one(this.job, 'looks up', this.job.lookups, table);
    this.local.lookup(name, givenBatch(name, schema, rows));
    return this;
  }

  /**
   * The rows of a sink so far. Of a sink with a primary key, or of a table that updates, those that its changes have come
   * to, what changed last at the end; of any other, all in the order in which they came.
   * @throws MillraceError UNKNOWN_TABLE
   */
  table<S extends Schema>(sink: Sink<S, string>): RowOf<S>[];
  table(sink: string): AnyRow[];
  table(sink: Named): AnyRow[] {
    const { table, schema, primaryKey } = one(this.job, 'writes', this.job.sinks, sink);
    const batches = this.batches.get(table) ?? [];
    if (primaryKey.length === 0 && batches.every(({ kinds }) => kinds === undefined))
      return batches.flatMap((batch) => fromBatch(Object.keys(schema), batch));
    const final = new FinalTable(schema, primaryKey);
    for (const batch of batches) final.apply(batch);
    return fromBatch(Object.keys(schema), final.batch());
  }

  /** What came to a sink, change by change. @throws MillraceError UNKNOWN_TABLE */
  changelog<S extends Schema>(sink: Sink<S, string>): Change<RowOf<S>>[];
  changelog(sink: string): Change[];
  changelog(sink: Named): Change[] {
    const { table, schema } = one(this.job, 'writes', this.job.sinks, sink);
    return (this.batches.get(table) ?? []).flatMap((batch) =>
      fromBatch(Object.keys(schema), batch).map((row, i) => ({
        kind: KINDS[batch.kinds?.[i] ?? 0] as ChangeKind,
        row,
      })),
    );
  }

  /** The rows that came too late: of a source, for any operator, or of one table of late rows. @throws MillraceError UNKNOWN_TABLE */
  late<S extends Schema>(table: SourceTable<S>): RowOf<S>[];
  late(table: string): AnyRow[];
  late(table: Named): AnyRow[] {
    return this.aside('late', table);
  }

  /** The records of a source that are no rows, with the reason. @throws MillraceError UNKNOWN_TABLE */
  malformed(table: AnySource): AnyRow[] {
    return this.aside('malformed', table);
  }

  /** The rows of a source that repeat an earlier one's record id. @throws MillraceError UNKNOWN_TABLE */
  duplicates<S extends Schema>(table: SourceTable<S>): RowOf<S>[];
  duplicates(table: string): AnyRow[];
  duplicates(table: Named): AnyRow[] {
    return this.aside('duplicates', table);
  }

  /** How many rows were read, late, malformed, repeats and written. */
  get counters(): Counters {
    return this.local.counters;
  }

  /** Where the rows went, and why windows have not fired: as values, and with `String(…)` in sentences. */
  why(): Why {
    return this.local.why();
  }

  /** Everything that the job keeps, for `simulate(job, { from })`. */
  snapshot(): Snapshot {
    return this.local.snapshot();
  }

  /** The same job started anew from a snapshot of this one, with this one's results so far: as after a failure. */
  restarted(): Simulation {
    const next = new Simulation(this.job, { from: this.snapshot() });
    for (const [table, batches] of this.batches) next.batches.set(table, [...batches]);
    return next;
  }

  private source(table: Named) {
    return one(this.job, 'reads', this.job.sources, table);
  }

  private aside(kind: SideOutput['kind'], table: Named): AnyRow[] {
    const name = nameOf(table);
    const all = this.job.sideOutputs.filter((side) => side.kind === kind);
    const sides = all.filter((side) => side.table === name || side.source === name);
    if (sides.length === 0)
      throw new MillraceError(
        'UNKNOWN_TABLE',
        `job ${this.job.name} keeps no ${kind} rows of ${name}`,
        all.length > 0
          ? `It keeps those of ${[...new Set(all.map(({ source }) => source))].join(', ')}.`
          : kind === 'late'
            ? 'Rows are late for windows, joins and patterns in event time, and it has none.'
            : 'Declare .recordId(column, { within }) on the source.',
      );
    return sides.flatMap((side) =>
      (this.batches.get(side.table) ?? []).flatMap((batch) => fromBatch(Object.keys(side.schema), batch)),
    );
  }
}

const nameOf = (table: Named): string =>
  typeof table === 'string' ? table : 'node' in table ? table.node.table : table.table;

function one<T extends { readonly table: string }>(job: Job, verb: string, known: readonly T[], table: Named): T {
  const name = nameOf(table);
  const found = known.find((one) => one.table === name);
  if (found) return found;
  const names = known.map((one) => one.table).join(', ');
  throw new MillraceError(
    'UNKNOWN_TABLE',
    `job ${job.name} ${verb} no table ${name}`,
    names === '' ? `It ${verb} none at all.` : `It ${verb} ${names}.`,
  );
}
