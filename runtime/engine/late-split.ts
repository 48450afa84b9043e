/** The late rows of a window that nothing aggregates. An aggregation splits them off itself, in its own loop. */
import type { PlanNode } from '../operators/operator';
import type { WindowTableNode } from '../operators/window-table';
import type { AnyType } from '../types/type';
import { lastEnd } from './frames';
import type { Loop, Terminal } from './loop';
import type { WindowCounter } from './pipeline';
import { type Consumer, OutputBuilder } from './timed';

export class LateSplit implements Terminal {
  readonly input: PlanNode;
  readonly lateRows: OutputBuilder;

  constructor(
    private readonly window: WindowTableNode,
    private readonly output: Consumer,
    private readonly counter: WindowCounter,
  ) {
    this.input = window.inputs[0] as PlanNode;
    this.lateRows = new OutputBuilder(this.input.schema);
  }

  row(loop: Loop): void {
    const { window, column } = this.window;
    const type = this.input.schema[column] as AnyType;
    const ts = loop.compile({ op: 'column', table: this.input.id, name: column, type }).value;
    loop.emit(`if (${lastEnd(window, ts)} - 1 <= W[i]) ${loop.append('op.lateRows', this.input, 'W[i]')}`);
  }

  afterBatch(rows: number): void {
    const late = this.lateRows.length;
    this.counter.late += late;
    this.counter.onTime += rows - late;
    this.lateRows.flush(this.output);
  }

  onWatermark(watermark: number): void {
    this.output.onWatermark(watermark);
  }
}
