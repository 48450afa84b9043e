/** A job on this machine: pipelines from its sources to its sinks. */
import { MillraceError } from '../errors';
import type { Job } from '../job';
import { isDuplicateRows } from '../operators/duplicate-rows';
import { isLateRows } from '../operators/late-rows';
import type { SplitNode } from '../operators/late-split';
import { isLookup, type LookupNode } from '../operators/lookup-table';
import { isMalformedRows } from '../operators/malformed-rows';
import type { PlanNode } from '../operators/operator';
import { isSource, type SourceNode } from '../operators/source';
import type { Schema } from '../types/type';
import type { Batch } from './batch';
import { Collect } from './collect';
import type { Counters, WindowCounter } from './counters';
import { lookupRows } from './joins/lookup';
import { LateSplit } from './late-split';
import { type Flow, Loop, type Terminal } from './loop';
import { insertNames, pathsOf } from './paths';
import type { Row } from './row-code';
import { type Clock, type RowContext, type RowOperator, RowRunner, type Surroundings } from './row-operator';
import { give, type Kept, type Snapshot, take } from './snapshot';
import { SourceInput } from './source-input';
import { type Consumer, Fanout } from './timed';
import { upsertMaterializer } from './upsert-materializer';
import { type Running, type Why, whyOf } from './why';
import type { WindowAggregation } from './window-aggregation';

/** What a stateful operator is connected to. */
export interface LocalContext {
  output(node: PlanNode): Consumer;
  /** Where the late rows of a window go, if it has any: every aggregate over it meets the same ones, the first one's are kept. */
  late(window: PlanNode | undefined, operator: WindowAggregation): LateOutput | undefined;
  readonly clock: Clock;
}

export interface LateOutput {
  readonly output: Consumer;
  readonly counter: WindowCounter;
}

export interface Outputs {
  /** Rows of a sink or a side output; of a table that updates, with what each does. */
  rows(table: string, batch: Batch): void;
}

/**
 * Runs a job on batches that are pushed into it. Synchronous and without a clock: the same input gives the same output.
 * @throws MillraceError NOT_LOCAL when an operator of the job cannot run here.
 */
export class LocalJob {
  private readonly inputs = new Map<string, SourceInput>();
  private readonly fanouts = new Map<PlanNode, Fanout>();
  private readonly windows: WindowAggregation[] = [];
  private readonly clocked: Clocked[] = [];
  private readonly lookups = new Map<PlanNode, readonly Row[]>();
  private readonly surroundings: Surroundings & { now: number };
  private readonly lateOutputs = new Map<PlanNode, LateOutput & { output: Fanout }>();
  private written: Record<string, number> = {};
  private readonly flows: Flow[] = [];
  private readonly running: Running[] = [];
  /** What has state, by its path. */
  private readonly kept = new Map<string, Kept>();
  private readonly paths: ReadonlyMap<PlanNode, string>;

  /**
   * @param options `from`: a snapshot of the same job, which this one goes on from.
   * @throws MillraceError WRONG_SNAPSHOT for a snapshot of another plan.
   */
  constructor(
    readonly job: Job,
    private readonly outputs: Outputs,
    { from }: { readonly from?: Snapshot } = {},
  ) {
    this.paths = pathsOf(job);
    this.surroundings = { now: 0, stateTtl: job.stateTtl?.ms, lookup: (node) => this.lookedUp(node) };
    for (const source of job.sources) {
      const input = new SourceInput(source);
      this.inputs.set(source.table, input);
      this.fanouts.set(source, input.rows);
      this.kept.set(`source ${source.table}`, input);
    }
    const names = insertNames(job.inserts.map(({ sink }) => sink.table));
    for (const [i, insert] of job.inserts.entries()) {
      const { input, sink } = insert;
      this.written[sink.table] ??= 0;
      const count = (rows: number): void => {
        this.written[sink.table] = (this.written[sink.table] as number) + rows;
      };
      const rows = this.consumer(sink.table, sink.schema, input, count);
      const path = `${names[i]}/SinkUpsertMaterializer`;
      if (insert.upsertMaterialize) this.run(path, input, [input], rows, (c) => upsertMaterializer(insert, c));
      else this.attach(input, new Collect(input, rows));
    }
    // After the inserts: late rows are taken where an aggregate has split them off already.
    for (const { table, schema, node } of job.sideOutputs) {
      this.attach(node, new Collect(node, this.consumer(table, schema, node)));
    }
    this.kept.set('counters', this.countersKept());
    if (from) this.restore(from);
  }

  /** Takes rows of a source in, in their order of arrival. */
  push(table: string, batch: Batch): void {
    this.input(table).push(batch);
  }

  /** Takes records of a source in that could not be decoded, with the columns of `malformedRows()`. */
  pushMalformed(table: string, batch: Batch): void {
    this.input(table).pushMalformed(batch);
  }

  /**
   * Says what the rows of a lookup table are from now on, in place of those before.
   * @throws MillraceError UNKNOWN_TABLE, DUPLICATE_KEY
   */
  lookup(table: string, ...batches: Batch[]): void {
    const node = this.job.lookups.find((known) => known.table === table);
    if (!node)
      throw this.unknown(
        table,
        this.job.lookups.map((known) => known.table),
      );
    this.lookups.set(node, lookupRows(node, batches));
  }

  /** Says that event time of a source has come this far, in milliseconds since 1970, though no row shows it. */
  raise(table: string, watermark: number): void {
    this.input(table).raise(watermark);
  }

  /** Ends the input of a source: all its windows fire. */
  end(table: string): void {
    this.input(table).end();
  }

  /** Says that a source has gone idle: until it gives rows again it holds no watermark back. */
  idle(table: string): void {
    this.input(table).idle();
  }

  /** Processing time in milliseconds; 0 before it was said. */
  get now(): number {
    return this.surroundings.now;
  }

  /** Moves processing time, which is nothing but what is said here: milliseconds since 1970. It never goes back. */
  clock(now: number): void {
    if (now <= this.surroundings.now) return;
    this.surroundings.now = now;
    for (const operator of this.clocked) operator.onClock(now);
  }

  /** The watermark of a source in milliseconds; −Infinity before the first. */
  watermark(table: string): number {
    return this.input(table).watermark;
  }

  /** Windows that have rows and have not fired yet. */
  openWindows(): { end: number; groups: number }[] {
    return this.windows.flatMap((w) => w.frames.open());
  }

  get counters(): Counters {
    return {
      sources: Object.fromEntries(
        [...this.inputs].map(([table, { read, malformedCount, duplicateCount }]) => [
          table,
          { read, malformed: malformedCount, duplicates: duplicateCount },
        ]),
      ),
      windows: Object.fromEntries(
        this.job.sideOutputs.flatMap(({ table, split }) =>
          split ? [[table, { ...(this.lateOutputs.get(split) as LateOutput).counter }]] : [],
        ),
      ),
      written: { ...this.written },
      windowsFired: this.windows.reduce((sum, w) => sum + w.windowsFired, 0),
    };
  }

  /** All that the job keeps between two batches. Another LocalJob of the same plan can go on from it. */
  snapshot(): Snapshot {
    const lookups = new Map([...this.lookups].map(([node, rows]) => [(node as LookupNode).table, rows]));
    return take(this.job, this.now, this.kept, lookups);
  }

  /** Where the rows went, and why windows have not fired. */
  why(): Why {
    const { job, inputs, flows, running, now } = this;
    return whyOf({ job, inputs, flows, running, now, counters: this.counters });
  }

  private restore(from: Snapshot): void {
    give(this.job, this.kept, from);
    this.surroundings.now = from.now;
    for (const node of this.job.lookups) {
      const rows = from.lookups.get(node.table);
      if (rows) this.lookups.set(node, rows);
    }
  }

  /** The counters that no operator keeps for itself. */
  private countersKept(): Kept {
    const job = this;
    const late = () => [...job.lateOutputs.values()].map(({ counter }) => counter);
    return {
      get state(): CountersState {
        const flows = job.flows.map(({ rows, fewer }) => ({ rows, fewer }));
        return { written: job.written, late: late(), flows };
      },
      set state({ written, late: counters, flows }: CountersState) {
        job.written = written;
        for (const [i, counter] of late().entries()) Object.assign(counter, counters[i]);
        // The generated code has these very arrays.
        for (const [i, flow] of job.flows.entries()) {
          flow.rows = flows[i]?.rows ?? 0;
          flow.fewer.splice(0, flow.fewer.length, ...(flows[i]?.fewer ?? []));
        }
      },
    };
  }

  private input(table: string): SourceInput {
    const input = this.inputs.get(table);
    if (!input) throw this.unknown(table, [...this.inputs.keys()]);
    return input;
  }

  private unknown(table: string, known: readonly string[]): MillraceError {
    return new MillraceError(
      'UNKNOWN_TABLE',
      `job ${this.job.name} reads no table ${table}`,
      `It reads ${known.join(', ')}.`,
    );
  }

  private lookedUp(node: PlanNode): readonly Row[] {
    const rows = this.lookups.get(node);
    if (rows) return rows;
    const { table } = node as LookupNode;
    throw new MillraceError(
      'MISSING_LOOKUP',
      `job ${this.job.name}: a row is looked up in ${table}, whose rows have not been given`,
      'Give them first: lookup(table, rows), even if there are none.',
    );
  }

  /** Ends a chain of fusable operators with `terminal`: together they are one loop over what lies below them. */
  private attach(node: PlanNode, terminal: Terminal): void {
    const chain: PlanNode[] = [];
    let base = node;
    for (; base.operator.fuse; base = base.inputs[0] as PlanNode) chain.unshift(base);
    const flow: Flow = { base, chain, rows: 0, fewer: chain.map(() => 0) };
    this.flows.push(flow);
    this.output(base).consumers.push(new Loop(base, chain, terminal, this.surroundings).consumer(flow));
  }

  /** Runs an operator that takes rows one by one, and makes those of `node`. */
  private run(
    path: string,
    node: PlanNode,
    inputs: readonly PlanNode[],
    output: Consumer,
    make: (context: RowContext) => RowOperator,
  ): void {
    const runner = new RowRunner(node, inputs, output, this.surroundings, make);
    this.kept.set(path, runner);
    this.running.push({ path, node, runner });
    // Before what it reads from: time passes upstream first.
    this.clocked.unshift(runner);
    for (const port of runner.ports) this.attach(port.input, port);
  }

  /** Where a source or stateful operator puts its rows; the operator is made when its rows are first asked for. */
  private output(node: PlanNode): Fanout {
    if (isMalformedRows(node)) return this.input((node.inputs[0] as SourceNode).table).malformed;
    if (isDuplicateRows(node)) return this.input((node.inputs[0] as SourceNode).table).duplicates;
    if (isLateRows(node)) return this.lateRows(node.inputs[0] as SplitNode);
    let fanout = this.fanouts.get(node);
    if (!fanout) {
      fanout = new Fanout();
      this.fanouts.set(node, fanout);
      const rows = node.operator.rows as ((n: PlanNode, c: RowContext) => RowOperator) | undefined;
      if (rows) {
        const inputs = node.inputs.filter((input) => !isLookup(input));
        this.run(this.paths.get(node) as string, node, inputs, fanout, (context) => rows(node, context));
        return fanout;
      }
      const make = node.operator.terminal as ((n: PlanNode, c: LocalContext) => Terminal) | undefined;
      if (!make || isSource(node))
        throw new MillraceError(
          'NOT_LOCAL',
          `the local runtime cannot run ${node.operator.name}${node.at ? ` (${node.at} ${node.call})` : ''} yet`,
          'Run the job on Flink: --engine flink.',
        );
      const terminal = make(node, {
        output: () => fanout as Fanout,
        late: (window, operator) => {
          const path = this.paths.get(node) as string;
          this.windows.push(operator);
          this.kept.set(path, operator);
          this.running.push({ path, node, window: operator });
          if (!window || this.lateOutputs.has(window)) return undefined;
          return this.lateOutput(window);
        },
        clock: this.surroundings,
      });
      if (terminal.onClock) this.clocked.unshift(terminal as Clocked);
      this.attach(terminal.input, terminal);
    }
    return fanout;
  }

  private lateRows(window: SplitNode): Fanout {
    const known = this.lateOutputs.get(window);
    if (known) return known.output;
    const { output, counter } = this.lateOutput(window);
    this.attach(window.inputs[0] as PlanNode, new LateSplit(window, output, counter));
    return output;
  }

  private lateOutput(window: PlanNode): LateOutput & { output: Fanout } {
    const late = { output: new Fanout(), counter: { onTime: 0, late: 0 } };
    this.lateOutputs.set(window, late);
    return late;
  }

  private consumer(table: string, schema: Schema, input: PlanNode, count?: (rows: number) => void): Consumer {
    const given = Object.keys(input.schema);
    const places = Object.keys(schema).map((name) => given.indexOf(name));
    return {
      onBatch: (batch) => {
        count?.(batch.length);
        const columns = places.map((p) => batch.columns[p] as Batch['columns'][number]);
        refuseNulls(table, schema, columns, batch.length);
        this.outputs.rows(table, { length: batch.length, columns, kinds: batch.kinds });
      },
      onWatermark() {},
      onIdle() {},
    };
  }
}

/** A DECIMAL that overflows is NULL also where its type has none. @throws MillraceError NULL_IN_NOT_NULL as Flink's sinks do */
function refuseNulls(table: string, schema: Schema, columns: Batch['columns'], rows: number): void {
  Object.entries(schema).forEach(([name, { isNullable }], j) => {
    const at = isNullable ? -1 : (columns[j]?.nulls?.subarray(0, rows).indexOf(1) ?? -1);
    if (at < 0) return;
    throw new MillraceError(
      'NULL_IN_NOT_NULL',
      `a NULL came to ${table}, whose column ${name} is NOT NULL, which fails the job on Flink too`,
      'A DECIMAL that overflows is NULL: give it more digits, or make the column nullable.',
    );
  });
}

interface CountersState {
  readonly written: Record<string, number>;
  readonly late: readonly WindowCounter[];
  readonly flows: readonly Pick<Flow, 'rows' | 'fewer'>[];
}

type Clocked = Required<Pick<Terminal, 'onClock'>>;
