/**
 * The bounded memory behind the charts and tables. The server keeps one for pages that open later, and each page keeps
 * one for itself, so both trim alike and a reload shows what was there.
 */
import type {
  Cell,
  Column,
  JobUpdate,
  Point,
  ProblemUpdate,
  RowsUpdate,
  SinkSnapshot,
  Snapshot,
  StatusUpdate,
  Update,
} from './protocol';

export const LIMITS = {
  /** Points of one series. */
  points: 500,
  /** Result rows of one sink in its table. */
  rows: 50,
  /** Records kept aside, of each kind. */
  problems: 20,
  /** Series of one sink; the one without news for longest makes room. */
  series: 200,
  sinks: 20,
  /** Characters of one value: data come from outside and may be of any size. */
  text: 300,
} as const;

/** Which columns make a chart: the first TIMESTAMP is its time, STRINGs name its series, numbers are its values. */
export interface Shape {
  readonly time: number;
  readonly names: readonly number[];
  readonly values: readonly number[];
}

export function shapeOf(columns: readonly Column[]): Shape {
  const indexes = (...kinds: string[]): number[] =>
    columns.flatMap((column, index) => (kinds.includes(column.kind) ? [index] : []));
  return {
    time: columns.findIndex((column) => column.kind === 'TIMESTAMP'),
    names: indexes('STRING'),
    values: indexes('DOUBLE', 'INT', 'BIGINT'),
  };
}

export class Series {
  readonly points: Point[] = [];
  version = 0;

  constructor(readonly name: string) {}

  /** Keeps the points in order of time; a window that fires again replaces its earlier result. */
  add(point: Point): void {
    let at = this.points.length;
    while (at > 0 && (this.points[at - 1]?.[0] ?? 0) > point[0]) at--;
    const replaces = at > 0 && this.points[at - 1]?.[0] === point[0];
    if (replaces) this.points[at - 1] = point;
    else this.points.splice(at, 0, point);
    if (this.points.length > LIMITS.points) this.points.shift();
    this.version++;
  }
}

export class SinkHistory {
  readonly shape: Shape;
  readonly series = new Map<string, Series>();
  /** Newest first. */
  newest: (readonly Cell[])[] = [];
  /** Rows ever seen: tells a table how many of the newest it hasn't shown yet. */
  total = 0;

  constructor(
    readonly sink: string,
    readonly columns: readonly Column[],
  ) {
    this.shape = shapeOf(columns);
  }

  add(rows: readonly (readonly unknown[])[]): void {
    for (const row of rows) this.addPoint(row);
    const newest = rows.slice(-LIMITS.rows).reverse() as (readonly Cell[])[];
    this.newest = [...newest, ...this.newest].slice(0, LIMITS.rows);
    this.total += rows.length;
  }

  private addPoint(row: readonly unknown[]): void {
    const { time, names, values } = this.shape;
    const at = row[time];
    if (typeof at !== 'number' || !Number.isFinite(at) || values.length === 0) return;
    const name = names.map((index) => String(row[index] ?? '∅')).join(' · ');
    let series = this.series.get(name);
    if (series) {
      this.series.delete(name);
    } else {
      series = new Series(name);
      if (this.series.size >= LIMITS.series) {
        const [stalest] = this.series.keys();
        if (stalest !== undefined) this.series.delete(stalest);
      }
    }
    // A Map iterates in order of insertion, so the series with the latest news goes to its end.
    this.series.set(name, series);
    series.add([at, ...values.map((index) => toNumber(row[index]))]);
  }

  snapshot(): SinkSnapshot {
    return {
      sink: this.sink,
      columns: this.columns,
      newest: this.newest,
      series: [...this.series.values()].map(({ name, points }) => ({ name, points })),
    };
  }

  static restore(from: SinkSnapshot): SinkHistory {
    const history = new SinkHistory(from.sink, from.columns);
    history.newest = [...from.newest];
    history.total = from.newest.length;
    for (const { name, points } of from.series) {
      const series = new Series(name);
      series.points.push(...points);
      series.version = 1;
      history.series.set(name, series);
    }
    return history;
  }
}

export class History {
  job: JobUpdate | null = null;
  status: StatusUpdate | null = null;
  sinks = new Map<string, SinkHistory>();
  /** Newest first. */
  problems: ProblemUpdate[] = [];

  apply(update: Update): void {
    switch (update.type) {
      case 'job':
        this.job = update;
        return;
      case 'status':
        this.status = update;
        return;
      case 'rows':
        this.sinkOf(update)?.add(update.rows);
        return;
      case 'problem': {
        const same = this.problems.filter((problem) => problem.kind === update.kind);
        const oldest = same.length >= LIMITS.problems ? same.at(-1) : undefined;
        this.problems = [update, ...this.problems.filter((problem) => problem !== oldest)];
      }
    }
  }

  /** A sink whose columns have changed starts afresh; sinks beyond the bound aren't shown. */
  private sinkOf({ sink, columns }: RowsUpdate): SinkHistory | undefined {
    const known = this.sinks.get(sink);
    if (known && sameColumns(known.columns, columns)) return known;
    if (!known && this.sinks.size >= LIMITS.sinks) return undefined;
    const fresh = new SinkHistory(sink, columns);
    this.sinks.set(sink, fresh);
    return fresh;
  }

  snapshot(build: string): Snapshot {
    const sinks = [...this.sinks.values()].map((sink) => sink.snapshot());
    return { build, job: this.job, status: this.status, sinks, problems: this.problems };
  }

  static restore(from: Snapshot): History {
    const history = new History();
    history.job = from.job;
    history.status = from.status;
    history.sinks = new Map(from.sinks.map((sink) => [sink.sink, SinkHistory.restore(sink)]));
    history.problems = [...from.problems];
    return history;
  }
}

/** The update with every value in a form, and of a size, that JSON and a page can bear. */
export function toWire(update: Update): Update {
  switch (update.type) {
    case 'rows':
      return { ...update, rows: update.rows.map((row) => update.columns.map((_, index) => toCell(row[index]))) };
    case 'problem':
      return { ...update, reason: clip(update.reason), raw: clip(update.raw) };
    default:
      return update;
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'boolean') return value;
  if (value instanceof Date) return value.getTime();
  return clip(String(value));
}

/** A chart can show a BIGINT that had to travel as text roughly, and must leave a gap for NaN and null. */
function toNumber(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

const clip = (text: string): string => (text.length > LIMITS.text ? `${text.slice(0, LIMITS.text)}…` : text);

export function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return (
    a === b || (a.length === b.length && a.every(({ name, kind }, i) => name === b[i]?.name && kind === b[i]?.kind))
  );
}
