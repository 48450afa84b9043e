/** A job on this machine: pipelines from its sources to its sinks. */
import { MillraceError } from '../errors';
import type { Job } from '../job';
import type { PlanNode } from '../operators/operator';
import { isSource, type SourceNode } from '../operators/source';
import type { WindowTableNode } from '../operators/window-table';
import type { Batch } from './batch';
import { Loop, type Terminal } from './loop';
import { type Consumer, Fanout, OutputBuilder, type TimedBatch } from './timed';
import type { WindowAggregation } from './window-aggregation';

/** What a stateful operator is connected to. */
export interface LocalContext {
  output(node: PlanNode): Consumer;
  late(window: WindowTableNode, operator: WindowAggregation): Consumer;
}

export interface Outputs {
  /** Result rows of a sink. */
  rows(table: string, batch: Batch): void;
  /** Rows of a side output: too late for a window. */
  late(table: string, batch: Batch): void;
}

export interface Counters {
  /** Well-formed rows by source table. */
  readonly read: Readonly<Record<string, number>>;
  /** Late rows by side output. */
  readonly late: Readonly<Record<string, number>>;
  /** Result rows by sink. */
  readonly written: Readonly<Record<string, number>>;
  /** Rows that a `where` before the first stateful operator left out. */
  readonly filtered: number;
  readonly windowsFired: number;
}

/**
 * Runs a job on batches that are pushed into it. Synchronous and without a clock: the same input gives the same output.
 * @throws MillraceError NOT_LOCAL when an operator of the job cannot run here.
 */
export class LocalJob {
  private readonly inputs = new Map<string, Input>();
  private readonly fanouts = new Map<PlanNode, Fanout>();
  private readonly loops: { filtered: number }[] = [];
  private readonly windows: WindowAggregation[] = [];
  private readonly lateSplit = new Set<WindowTableNode>();
  private readonly late: Record<string, number> = {};
  private readonly written: Record<string, number> = {};

  constructor(
    readonly job: Job,
    private readonly outputs: Outputs,
  ) {
    for (const source of job.sources) {
      const input = new Input(source);
      this.inputs.set(source.table, input);
      this.fanouts.set(source, input.fanout);
    }
    for (const side of job.sideOutputs) this.late[side.table] = 0;
    for (const { input, sink } of job.inserts) {
      this.written[sink.table] ??= 0;
      this.attach(input, new Collect(input, this.sinkConsumer(sink.table, Object.keys(sink.schema), input)));
    }
  }

  /** Takes rows of a source in, in their order of arrival. */
  push(table: string, batch: Batch): void {
    this.input(table).push(batch);
  }

  /** Ends the input of a source: all its windows fire. */
  end(table: string): void {
    this.input(table).fanout.onWatermark(Number.POSITIVE_INFINITY);
  }

  /** The watermark of a source in milliseconds; −Infinity before the first. */
  watermark(table: string): number {
    return this.input(table).watermark;
  }

  /** Windows that have rows and have not fired yet. */
  openWindows(): { end: number; groups: number }[] {
    return this.windows.flatMap((w) => w.openWindows());
  }

  get counters(): Counters {
    return {
      read: Object.fromEntries([...this.inputs].map(([table, input]) => [table, input.read])),
      late: { ...this.late },
      written: { ...this.written },
      filtered: this.loops.reduce((sum, loop) => sum + loop.filtered, 0),
      windowsFired: this.windows.reduce((sum, w) => sum + w.windowsFired, 0),
    };
  }

  private input(table: string): Input {
    const input = this.inputs.get(table);
    if (!input) {
      const known = [...this.inputs.keys()].join(', ');
      throw new MillraceError('UNKNOWN_TABLE', `job ${this.job.name} reads no table ${table}`, `It reads ${known}.`);
    }
    return input;
  }

  /** Ends a chain of fusable operators with `terminal`: together they are one loop over what lies below them. */
  private attach(node: PlanNode, terminal: Terminal): void {
    const chain: PlanNode[] = [];
    let base = node;
    for (; base.operator.fuse; base = base.inputs[0] as PlanNode) chain.unshift(base);
    const loop = new Loop(base, chain, terminal).consumer();
    this.loops.push(loop);
    this.output(base).consumers.push(loop);
  }

  /** Where a source or stateful operator puts its rows; the operator is made when its rows are first asked for. */
  private output(node: PlanNode): Fanout {
    let fanout = this.fanouts.get(node);
    if (!fanout) {
      fanout = new Fanout();
      this.fanouts.set(node, fanout);
      const make = node.operator.terminal as ((n: PlanNode, c: LocalContext) => Terminal) | undefined;
      if (!make || isSource(node))
        throw new MillraceError('NOT_LOCAL', `the local runtime cannot run ${node.operator.name}`);
      const terminal = make(node, {
        output: () => fanout as Fanout,
        late: (window, operator) => this.lateConsumer(window, operator),
      });
      this.attach(terminal.input, terminal);
    }
    return fanout;
  }

  private lateConsumer(window: WindowTableNode, operator: WindowAggregation): Consumer {
    this.windows.push(operator);
    const side = this.job.sideOutputs.find((s) => s.window === window);
    if (!side) throw new TypeError('every window of a job has a side output');
    // Each aggregate over a window meets the same late rows: the first one's are kept.
    const first = !this.lateSplit.has(window);
    this.lateSplit.add(window);
    return {
      onBatch: (batch) => {
        if (!first) return;
        this.late[side.table] = (this.late[side.table] as number) + batch.length;
        this.outputs.late(side.table, batch);
      },
      onWatermark() {},
    };
  }

  private sinkConsumer(table: string, order: readonly string[], input: PlanNode): Consumer {
    const given = Object.keys(input.schema);
    const places = order.map((name) => given.indexOf(name));
    return {
      onBatch: (batch) => {
        this.written[table] = (this.written[table] as number) + batch.length;
        this.outputs.rows(table, {
          length: batch.length,
          columns: places.map((p) => batch.columns[p] as Batch['columns'][number]),
        });
      },
      onWatermark() {},
    };
  }
}

/** The end of a pipeline that keeps nothing: rows are collected into batches. */
class Collect implements Terminal {
  readonly out: OutputBuilder;

  constructor(
    readonly input: PlanNode,
    private readonly consumer: Consumer,
  ) {
    this.out = new OutputBuilder(input.schema);
  }

  row(loop: Loop): void {
    loop.emit(loop.append('op.out', this.input, 'W[i]'));
  }

  afterBatch(): void {
    this.out.flush(this.consumer);
  }

  onWatermark(watermark: number): void {
    this.consumer.onWatermark(watermark);
  }
}

/** A source: gives each row the watermark that was in force before it. */
class Input {
  readonly fanout = new Fanout();
  read = 0;
  watermark = Number.NEGATIVE_INFINITY;
  private readonly column: number;
  private readonly delay: number;

  constructor(node: SourceNode) {
    this.column = node.watermark ? Object.keys(node.schema).indexOf(node.watermark.column) : -1;
    this.delay = node.watermark?.delay.ms ?? 0;
  }

  push(batch: Batch): void {
    this.read += batch.length;
    this.fanout.onBatch({ ...batch, watermarks: this.watermarks(batch) } satisfies TimedBatch);
    this.fanout.onWatermark(this.watermark);
  }

  /** Flink's assigner starts at 0: no watermark is sent before time − delay has passed 1970-01-01. */
  private watermarks(batch: Batch): Float64Array {
    const before = new Float64Array(batch.length);
    if (this.column < 0) return before.fill(this.watermark);
    const times = batch.columns[this.column]?.values as Float64Array;
    let watermark = this.watermark;
    let highest = Math.max(0, watermark);
    for (let i = 0; i < batch.length; i++) {
      before[i] = watermark;
      const candidate = (times[i] as number) - this.delay;
      if (candidate > highest) highest = watermark = candidate;
    }
    this.watermark = watermark;
    return before;
  }
}
