import type { Values } from '../../engine/batch';
import { MillraceError } from '../../errors';
import { formatTimestamp } from '../../time';
import type { Schema } from '../../types/type';
import { type Fault, refuse } from './decode';

/** Which rows of a table are dated too far into the future: one of them would make all later rows late. */
export interface TimeRule {
  /** The table's time attribute. */
  readonly column: string;
  /** How far a row's time may be ahead of its arrival, in milliseconds; not checked where it is absent. */
  readonly clockSkewMs?: number | undefined;
  /** A declared TIMESTAMP or TIMESTAMP_LTZ column with the row's arrival; not checked where it is absent, nor in rows that have null there. */
  readonly arrival?: string | undefined;
}

interface Filled {
  readonly values: Values;
  readonly nulls?: Uint8Array | undefined;
}

/** Finds rows whose time is later than their arrival plus the clock skew. */
export class TimeCheck {
  private constructor(
    readonly column: string,
    readonly clockSkewMs: number,
    readonly timePlace: number,
    readonly arrivalPlace: number,
  ) {}

  /**
   * The check of a table's rows; null when there is nothing to check.
   * @throws MillraceError INVALID_TIME_RULE when a column is not a declared TIMESTAMP or TIMESTAMP_LTZ, or the skew is negative.
   */
  static of({ name, schema, time }: { name: string; schema: Schema; time?: TimeRule | undefined }): TimeCheck | null {
    if (time?.clockSkewMs === undefined || time.arrival === undefined) return null;
    if (!(time.clockSkewMs >= 0)) {
      throw new MillraceError('INVALID_TIME_RULE', `table ${name}: a clock skew of ${time.clockSkewMs} ms is negative`);
    }
    const [timePlace = -1, arrivalPlace = -1] = [time.column, time.arrival].map((column) => {
      const { kind } = schema[column] ?? {};
      if (kind === 'TIMESTAMP' || kind === 'TIMESTAMP_LTZ') return Object.keys(schema).indexOf(column);
      throw new MillraceError(
        'INVALID_TIME_RULE',
        `table ${name} has no column "${column}" of type TIMESTAMP(3) or TIMESTAMP_LTZ(3)`,
      );
    });
    return new TimeCheck(time.column, time.clockSkewMs, timePlace, arrivalPlace);
  }

  /** Why a decoded row is refused; null when it isn't. `columns` are all of the table, in their order. */
  fault(columns: readonly Filled[], row: number): Fault | null {
    const times = columns[this.timePlace] as Filled;
    const arrivals = columns[this.arrivalPlace] as Filled;
    if (times.nulls?.[row] === 1 || arrivals.nulls?.[row] === 1) return null;
    const time = times.values[row] as number;
    const arrival = arrivals.values[row] as number;
    if (time - arrival <= this.clockSkewMs) return null;
    return refuse('TIME_IN_FUTURE', 'timeInFuture', {
      column: this.column,
      time: formatTimestamp(time),
      arrival: formatTimestamp(arrival),
      skew: this.clockSkewMs,
    });
  }
}
