/** The late rows of a split. An aggregation over a window splits them off itself, in its own loop. */

import type { SplitNode } from '../operators/late-split';
import type { PlanNode } from '../operators/operator';
import { isWindowTable } from '../operators/window-table';
import type { AnyType } from '../types/type';
import type { WindowCounter } from './counters';
import { lastEnd } from './frames';
import type { Loop, Terminal } from './loop';
import { type Consumer, OutputBuilder } from './timed';

export class LateSplit implements Terminal {
  readonly input: PlanNode;
  readonly lateRows: OutputBuilder;

  constructor(
    private readonly split: SplitNode,
    private readonly output: Consumer,
    private readonly counter: WindowCounter,
  ) {
    this.input = split.inputs[0] as PlanNode;
    this.lateRows = new OutputBuilder(this.input.schema);
  }

  row(loop: Loop): void {
    loop.emit(`if (${isLate(this.split, loop)}) ${loop.append('op.lateRows', this.input, 'W[i]')}`);
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

  onIdle(isIdle: boolean): void {
    this.output.onIdle(isIdle);
  }
}

/** Code of whether a row is late for a split. */
export function isLate(split: PlanNode & Pick<SplitNode, 'column'>, loop: Loop): string {
  const { column, inputs } = split;
  const [input] = inputs as [PlanNode];
  const type = input.schema[column] as AnyType;
  const ts = loop.compile({ op: 'column', table: input.id, name: column, type }).value;
  return isWindowTable(split) ? `${lastEnd(split.window, ts)} - 1 <= W[i]` : `${ts} <= W[i]`;
}
