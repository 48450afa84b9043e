/** The end of a pipeline that keeps nothing: rows are collected into batches. */
import type { PlanNode } from '../operators/operator';
import type { Loop, Terminal } from './loop';
import { type Consumer, OutputBuilder } from './timed';

export class Collect implements Terminal {
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

  onIdle(isIdle: boolean): void {
    this.consumer.onIdle(isIdle);
  }
}
