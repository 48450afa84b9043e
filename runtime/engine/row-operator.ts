/** Stateful operators that take rows one by one, and what runs them. */
import type { PlanNode } from '../operators/operator';
import type { Schema } from '../types/type';
import { INSERT, type RowKind } from './changes';
import { type Loop, store, type Terminal } from './loop';
import type { Open } from './open';
import type { Row } from './row-code';
import { type Consumer, OutputBuilder } from './timed';

export interface RowOperator {
  /** All that it keeps between rows: plain data, so that a copy of it is a snapshot. */
  state: unknown;
  /** @param input the place of the row's relation among the node's inputs */
  onRow(row: Row, kind: RowKind, input: number): void;
  /** Event time has come this far on all inputs. Rows that are emitted here still come before it. */
  onWatermark?(watermark: number): void;
  /** Processing time has come this far, in milliseconds. */
  onClock?(now: number): void;
  /** What it waits with, for people who ask. */
  open?(): readonly Open[];
  /** How far behind the watermark rows may come out: those behind the operator see it so much later. */
  readonly outputDelay?: number;
}

/** What a job knows of processing time. */
export interface Clock {
  /** Processing time in milliseconds. */
  readonly now: number;
  /** How long state that nobody writes is kept, in milliseconds of processing time; absent where it is kept for ever. */
  readonly stateTtl: number | undefined;
}

/** What all operators of a job have around them. */
export interface Surroundings extends Clock {
  /** The rows of a lookup table as they are now; the same array for as long as they are the same. */
  lookup(table: PlanNode): readonly Row[];
}

export interface RowContext extends Surroundings {
  emit(row: Row, kind?: RowKind): void;
  /** The lowest of the inputs' watermarks: what rows that come now are late for. */
  readonly watermark: number;
}

interface RunnerState {
  readonly watermark: number;
  readonly isIdle: boolean;
  readonly rowsOut: number;
  readonly operator: unknown;
  readonly ports: readonly { readonly watermark: number; readonly isIdle: boolean; readonly rows: number }[];
}

/** Runs an operator: one port for each input, whose watermarks together are the operator's. */
export class RowRunner implements RowContext {
  readonly ports: readonly RowPort[];
  readonly operator: RowOperator;
  watermark = Number.NEGATIVE_INFINITY;
  rowsOut = 0;
  private isIdle = false;
  private readonly out: OutputBuilder;
  private readonly write: (row: Row, o: number) => void;

  constructor(
    node: PlanNode,
    inputs: readonly PlanNode[],
    private readonly output: Consumer,
    private readonly surroundings: Surroundings,
    make: (context: RowContext) => RowOperator,
  ) {
    this.out = new OutputBuilder(node.schema);
    this.write = rowWriter(this.out, node.schema);
    this.ports = inputs.map((input, i) => new RowPort(this, input, i));
    this.operator = make(this);
  }

  get now(): number {
    return this.surroundings.now;
  }

  lookup(table: PlanNode): readonly Row[] {
    return this.surroundings.lookup(table);
  }

  /** What snapshots keep of it. */
  get state(): RunnerState {
    const { watermark, isIdle, rowsOut, operator, ports } = this;
    const inputs = ports.map((port) => ({ watermark: port.watermark, isIdle: port.isIdle, rows: port.rows }));
    return { watermark, isIdle, rowsOut, operator: operator.state, ports: inputs };
  }

  set state({ operator, ports, ...state }: RunnerState) {
    Object.assign(this, state);
    this.operator.state = operator;
    this.ports.forEach((port, i) => {
      Object.assign(port, ports[i]);
    });
  }

  /** The watermark of what comes out. */
  private get behind(): number {
    return this.watermark - (this.operator.outputDelay ?? 0);
  }

  get stateTtl(): number | undefined {
    return this.surroundings.stateTtl;
  }

  readonly emit = (row: Row, kind: RowKind = INSERT): void => {
    this.write(row, this.out.next(this.behind, kind));
  };

  /** Event time is the lowest watermark of the inputs that are not idle. */
  rise(): void {
    const active = this.ports.filter((port) => !port.isIdle);
    const lowest = Math.min(...active.map((port) => port.watermark));
    if (active.length === 0 || lowest <= this.watermark) return;
    this.operator.onWatermark?.(lowest);
    this.watermark = lowest;
  }

  flush(): void {
    this.rowsOut += this.out.length;
    this.out.flush(this.output);
  }

  onWatermark(): void {
    this.rise();
    this.flush();
    this.output.onWatermark(this.behind);
  }

  onIdle(): void {
    this.onWatermark();
    const isIdle = this.ports.every((port) => port.isIdle);
    if (isIdle !== this.isIdle) this.output.onIdle(isIdle);
    this.isIdle = isIdle;
  }

  onClock(now: number): void {
    this.operator.onClock?.(now);
    this.flush();
  }
}

export class RowPort implements Terminal {
  watermark = Number.NEGATIVE_INFINITY;
  isIdle = false;
  rows = 0;

  constructor(
    private readonly runner: RowRunner,
    readonly input: PlanNode,
    private readonly index: number,
  ) {}

  row(loop: Loop): void {
    const values = Object.entries(this.input.schema).map(([name, type]) => {
      const { value, isNull } = loop.compile({ op: 'column', table: this.input.id, name, type });
      return isNull === 'false' ? value : `${isNull} ? null : ${value}`;
    });
    loop.emit('if (W[i] > op.watermark) op.rise(W[i]);');
    loop.emit(`op.take([${values.join(', ')}], ${loop.kind});`);
  }

  rise(watermark: number): void {
    this.watermark = watermark;
    this.runner.rise();
  }

  take(row: Row, kind: RowKind): void {
    this.runner.operator.onRow(row, kind, this.index);
  }

  afterBatch(rows: number): void {
    this.rows += rows;
    this.runner.flush();
  }

  onWatermark(watermark: number): void {
    if (watermark > this.watermark) this.watermark = watermark;
    this.runner.onWatermark();
  }

  onIdle(isIdle: boolean): void {
    this.isIdle = isIdle;
    this.runner.onIdle();
  }
}

/** What puts a row into place `o` of the columns that an operator makes. */
export function rowWriter(out: OutputBuilder, schema: Schema): (row: Row, o: number) => void {
  const body = Object.values(schema).map((type, i) =>
    store('out', i, { value: `r[${i}]`, isNull: type.isNullable ? `r[${i}] === null` : 'false' }, type.spec.storage),
  );
  return new Function('out', ['"use strict";', 'return function (r, o) {', ...body, '}'].join('\n'))(out);
}
