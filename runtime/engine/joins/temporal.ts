/** A join with the version that held at a row's time, as Flink's TemporalRowTimeJoinOperator. */
import type { JoinNode } from '../../operators/join';
import type { VersionsNode } from '../../operators/versions';
import type { RowKind } from '../changes';
import { type Open, waitingRows } from '../open';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { ofKey } from './of-key';
import { outerSides, type Side, selectOf, sidesOf } from './sides';
import { dueTimers, setTimer, type Timer } from './timers';

interface Held {
  /** Rows that the watermark has not reached, in their order of arrival. */
  waiting: Row[];
  /** By its time, each version that may still be asked for. */
  readonly versions: Map<number, Row>;
  timer: number | undefined;
  /** Of a job with a state TTL, the processing time at which all of the key is forgotten. */
  forgetAt: number | undefined;
}

interface State {
  readonly keys: Map<unknown, Held>;
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
    // Flink's operator finds the version of a NULL key, too.
    this.sides = sidesOf(node, true);
    this.select = selectOf(node);
    [this.isOuter] = outerSides(node);
  }

  onRow(row: Row, _: RowKind, side: Side): void {
    const { keys, timers } = this.state;
    const key = this.sides.keys[side](row);
    const held = ofKey(
      keys,
      key,
      (): Held => ({ waiting: [], versions: new Map(), timer: undefined, forgetAt: undefined }),
    );
    const time = row[this.times[side]] as number;
    if (side === 0) held.waiting.push(row);
    else held.versions.set(time, row);
    this.touch(held);
    if (held.timer !== undefined && held.timer <= time) return;
    held.timer = time;
    setTimer(timers, time, key);
  }

  onWatermark(watermark: number): void {
    const { keys, timers } = this.state;
    for (const { time, key } of dueTimers(timers, watermark)) {
      const held = keys.get(key);
      if (!held || held.timer !== time) continue;
      const versions = [...held.versions].sort(([a], [b]) => a - b);
      const due = held.waiting.filter((row) => this.timeOf(row) <= watermark);
      held.waiting = held.waiting.filter((row) => this.timeOf(row) > watermark);
      for (const row of due) this.join(row, versions);
      // Of versions that the watermark has passed the last one still holds.
      const passed = versions.filter(([since]) => since <= watermark);
      for (const [since] of passed.slice(0, -1)) held.versions.delete(since);
      held.timer = held.waiting.length === 0 ? undefined : Math.min(...held.waiting.map((row) => this.timeOf(row)));
      if (held.timer !== undefined) setTimer(timers, held.timer, key);
      if (held.timer === undefined && held.versions.size === 0) keys.delete(key);
      else this.touch(held);
    }
  }

  open(): Open[] {
    const waiting = [...this.state.keys.values()].flatMap((held) => held.waiting);
    return waitingRows(waiting.map((row) => this.timeOf(row)));
  }

  onClock(now: number): void {
    if (this.context.stateTtl === undefined) return;
    const { keys } = this.state;
    for (const [key, { forgetAt }] of keys) if (forgetAt !== undefined && forgetAt <= now) keys.delete(key);
  }

  /** As Flink keeps such state: for the TTL at least, and half of it longer at most. */
  private touch(held: Held): void {
    const { now, stateTtl } = this.context;
    if (stateTtl === undefined) return;
    if (held.forgetAt === undefined || now + stateTtl > held.forgetAt) held.forgetAt = now + stateTtl * 1.5;
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
