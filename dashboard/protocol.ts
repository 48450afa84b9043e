/** What a running pipeline tells the dashboard, and what the dashboard's server tells its pages. Types only: both sides use it. */

export type ColumnKind = 'STRING' | 'DOUBLE' | 'INT' | 'BIGINT' | 'BOOLEAN' | 'TIMESTAMP';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** What runs; published once. */
export interface JobUpdate {
  readonly type: 'job';
  readonly name: string;
  readonly lane: string;
  readonly tables: readonly string[];
  /** Length of the job's windows, when they have one: lets the page say when the first result is due. */
  readonly windowMs?: number;
}

/** How far it has come; two to four times a second is plenty. Counters are totals since the start. */
export interface StatusUpdate {
  readonly type: 'status';
  /** Event time, in milliseconds; null before there is one. */
  readonly watermark: number | null;
  /** The source's present, in milliseconds: the watermark's lag is measured against it. */
  readonly now: number;
  readonly rowsPerSecond: number;
  readonly read: number;
  readonly onTime: number;
  readonly late: number;
  readonly malformed: number;
  /** Repeats of a record id; absent where no table declares one. */
  readonly duplicates?: number;
  readonly windowsFired: number;
  readonly paused?: boolean;
  /** How much faster than real time event time passes; 1 when left out. */
  readonly speed?: number;
}

/** Result rows of one sink, oldest first; a TIMESTAMP is a number of milliseconds. */
export interface RowsUpdate {
  readonly type: 'rows';
  readonly sink: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A record that was kept aside instead of counted. */
export interface ProblemUpdate {
  readonly type: 'problem';
  readonly kind: 'late' | 'malformed' | 'duplicates';
  readonly at: number;
  readonly reason: string;
  readonly raw: string;
}

export type Update = JobUpdate | StatusUpdate | RowsUpdate | ProblemUpdate;

/** A value as JSON can carry it: a BIGINT beyond 2^53 and NaN or Infinity are text. */
export type Cell = string | number | boolean | null;

/** A chart's point: the time, then one number (or a gap) per value column. */
export type Point = readonly [time: number, ...values: (number | null)[]];

export interface SeriesSnapshot {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface SinkSnapshot {
  readonly sink: string;
  readonly columns: readonly Column[];
  /** Newest first. */
  readonly newest: readonly (readonly Cell[])[];
  readonly series: readonly SeriesSnapshot[];
}

/** First event of every connection (`snapshot`); `batch` events, arrays of {@link Update}, follow. */
export interface Snapshot {
  /** Changes with the page's code: an open page of an older build reloads itself. */
  readonly build: string;
  readonly job: JobUpdate | null;
  readonly status: StatusUpdate | null;
  readonly sinks: readonly SinkSnapshot[];
  /** Newest first. */
  readonly problems: readonly ProblemUpdate[];
}
