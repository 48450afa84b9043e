/** A join of rows whose times are not far from each other, as Flink's RowTimeIntervalJoin: a row waits for partners as long as they can be on time. */
import type { JoinNode } from '../../operators/join';
import type { RowKind } from '../changes';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { ofKey } from './of-key';
import { other, outerSides, type Side, selectOf, sidesOf } from './sides';
import { dueTimers, setTimer, type Timer } from './timers';

/** A row that waits, and whether it has had a partner. */
interface Waiting {
  readonly row: Row;
  matched: boolean;
}

interface Held {
  /** By side, rows by their time. */
  readonly rows: readonly [Map<number, Waiting[]>, Map<number, Waiting[]>];
  /** By side, when its rows are looked through for those whose partners would be late. */
  readonly cleanUps: [number | undefined, number | undefined];
}

interface State {
  readonly keys: Map<unknown, Held>;
  readonly timers: Timer[];
  /** By side, the time up to which rows were taken out. */
  readonly expired: [number, number];
}

export class IntervalJoin implements RowOperator {
  state: State = { keys: new Map(), timers: [], expired: [0, 0] };
  /** A row may come out so much later than its time: rows behind the join are not late for it. */
  readonly outputDelay: number;
  /** By side, how long a row is of use beyond its time. */
  private readonly sizes: readonly [number, number];
  private readonly times: readonly [number, number];
  private readonly sides;
  private readonly select;
  private readonly isOuter;

  constructor(
    node: JoinNode & Required<Pick<JoinNode, 'between'>>,
    private readonly context: RowContext,
  ) {
    const [lower, upper] = node.between.bounds;
    this.sizes = [upper.ms, -lower.ms];
    this.outputDelay = Math.max(...this.sizes);
    this.times = node.inputs.map(({ schema }, side) =>
      Object.keys(schema).indexOf(node.between.times[side as Side]),
    ) as [number, number];
    this.sides = sidesOf(node);
    this.select = selectOf(node);
    this.isOuter = outerSides(node);
  }

  onRow(row: Row, _: RowKind, side: Side): void {
    const { state, sizes } = this;
    const key = this.sides.keys[side](row);
    const held = ofKey(
      state.keys,
      key,
      (): Held => ({ rows: [new Map(), new Map()], cleanUps: [undefined, undefined] }),
    );
    const partner = other(side);
    const time = row[this.times[side]] as number;
    const last = time + sizes[side];
    // Flink's operator counts time from 1970.
    const now = Math.max(this.context.watermark, 0);
    let matched = false;
    if (state.expired[partner] < last) {
      state.expired[partner] = this.expiry(now, partner);
      matched = this.meet(row, side, held, [time - sizes[partner], last]);
      this.expire(held, partner);
    }
    if (now < last) {
      ofKey(held.rows[side], time, (): Waiting[] => []).push({ row, matched });
      if (held.cleanUps[side] === undefined) this.setCleanUp(key, held, side, time);
    } else if (!matched && this.isOuter[side]) this.context.emit(this.select.alone(row, side));
    this.forget(key, held);
  }

  onWatermark(watermark: number): void {
    const { keys, timers, expired } = this.state;
    const now = Math.max(watermark, 0);
    for (const { time, key } of dueTimers(timers, watermark)) {
      const held = keys.get(key);
      if (!held) continue;
      for (const side of [1, 0] as const) {
        if (held.cleanUps[side] !== time) continue;
        expired[side] = this.expiry(now, side);
        this.expire(held, side);
        this.cleanUpAgain(key, held, side);
      }
      this.forget(key, held);
    }
  }

  /** Joins a row with those that wait on the other side. Whether there was one. */
  private meet(row: Row, side: Side, { rows }: Held, [from, to]: readonly [number, number]): boolean {
    let matched = false;
    for (const [time, waiting] of rows[other(side)]) {
      if (time < from || time > to) continue;
      for (const partner of waiting) {
        const [left, right] = side === 0 ? [row, partner.row] : [partner.row, row];
        if (!this.sides.matches(left, right)) continue;
        this.context.emit(this.select.both(left, right));
        matched = true;
        partner.matched = true;
      }
    }
    return matched;
  }

  private expiry(now: number, side: Side): number {
    return now - this.sizes[side] - 1;
  }

  /** Takes out the rows whose partners would be late. */
  private expire({ rows }: Held, side: Side): void {
    for (const [time, waiting] of rows[side]) {
      if (time > this.state.expired[side]) continue;
      rows[side].delete(time);
      if (!this.isOuter[side]) continue;
      for (const { row, matched } of waiting) if (!matched) this.context.emit(this.select.alone(row, side));
    }
  }

  private setCleanUp(key: unknown, { cleanUps }: Held, side: Side, time: number): void {
    const at = time + this.sizes[side] + 1;
    cleanUps[side] = at;
    setTimer(this.state.timers, at, key);
  }

  private cleanUpAgain(key: unknown, held: Held, side: Side): void {
    const rows = held.rows[side];
    let earliest = -1;
    for (const time of rows.keys()) if (time < earliest || earliest < 0) earliest = time;
    // Flink takes a time of 0 or less for none at all, and forgets all that waits.
    if (earliest > 0) this.setCleanUp(key, held, side, earliest);
    else {
      held.cleanUps[side] = undefined;
      rows.clear();
    }
  }

  private forget(key: unknown, { rows, cleanUps }: Held): void {
    if (rows[0].size + rows[1].size === 0 && cleanUps.every((at) => at === undefined)) this.state.keys.delete(key);
  }
}
