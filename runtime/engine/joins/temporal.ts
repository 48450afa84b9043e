/** A join with the version that held at a row's time, as Flink's TemporalRowTimeJoinOperator. */
import type { JoinNode } from '../../operators/join';
import type { VersionsNode } from '../../operators/versions';
import type { RowKind } from '../changes';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { outerSides, type Side, selectOf, sidesOf } from './sides';
import { dueTimers, setTimer, type Timer } from './timers';

interface OfKey {
  /** Rows that the watermark has not reached, in their order of arrival. */
  waiting: Row[];
  /** By its time, each version that may still be asked for. */
  readonly versions: Map<number, Row>;
  timer: number | undefined;
}

interface State {
  readonly keys: Map<unknown, OfKey>;
  readonly timers: Timer[];
}

export class TemporalJoin implements RowOperator {
  state: State = { keys: new Map(), timers: [] };
  private readonly times: readonly [left: number, right: number];
  private readonly sides;
  private readonly select;
  private readonly isOuter: boolean;

  constructor(
    node: JoinNode,
    column: string,
    private readonly context: RowContext,
  ) {
    const [left, right] = node.inputs as [JoinNode, VersionsNode];
    this.times = [Object.keys(left.schema).indexOf(column), Object.keys(right.schema).indexOf(right.column)];
    this.sides = sidesOf(node);
    this.select = selectOf(node);
    [this.isOuter] = outerSides(node);
  }

  onRow(row: Row, _: RowKind, side: Side): void {
    const { keys, timers } = this.state;
    const key = this.sides.keys[side](row);
    let ofKey = keys.get(key);
    if (!ofKey) keys.set(key, (ofKey = { waiting: [], versions: new Map(), timer: undefined }));
    const time = row[this.times[side]] as number;
    if (side === 0) ofKey.waiting.push(row);
    else ofKey.versions.set(time, row);
    if (ofKey.timer !== undefined && ofKey.timer <= time) return;
    ofKey.timer = time;
    setTimer(timers, time, key);
  }

  onWatermark(watermark: number): void {
    const { keys, timers } = this.state;
    for (const { time, key } of dueTimers(timers, watermark)) {
      const ofKey = keys.get(key);
      if (!ofKey || ofKey.timer !== time) continue;
      const versions = [...ofKey.versions].sort(([a], [b]) => a - b);
      const due = ofKey.waiting.filter((row) => this.timeOf(row) <= watermark);
      ofKey.waiting = ofKey.waiting.filter((row) => this.timeOf(row) > watermark);
      for (const row of due) this.join(row, versions);
      // Of versions that the watermark has passed the last one still holds.
      const passed = versions.filter(([since]) => since <= watermark);
      for (const [since] of passed.slice(0, -1)) ofKey.versions.delete(since);
      ofKey.timer = ofKey.waiting.length === 0 ? undefined : Math.min(...ofKey.waiting.map((row) => this.timeOf(row)));
      if (ofKey.timer !== undefined) setTimer(timers, ofKey.timer, key);
    }
  }

  private timeOf(row: Row): number {
    return row[this.times[0]] as number;
  }

  private join(row: Row, versions: readonly (readonly [since: number, version: Row])[]): void {
    const time = this.timeOf(row);
    const version = versions.findLast(([since]) => since <= time)?.[1];
    if (version && this.sides.matches(row, version)) this.context.emit(this.select.both(row, version));
    else if (this.isOuter) this.context.emit(this.select.alone(row, 0));
  }
}
