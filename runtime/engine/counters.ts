/** How many rows there were. */
/** The rows that came to a window. */
export interface WindowCounter {
  onTime: number;
  late: number;
}

/** The account of a run. Always: read = malformed + duplicates + the rows that went on into the job. */
export interface Counters {
  /** By source: records, and among them malformed ones and repeats of a record id. */
  readonly sources: Readonly<Record<string, { read: number; malformed: number; duplicates: number }>>;
  /** By the side output of a window's late rows: the rows that came to the window. */
  readonly windows: Readonly<Record<string, Readonly<WindowCounter>>>;
  /** Rows by sink. */
  readonly written: Readonly<Record<string, number>>;
  readonly windowsFired: number;
}
