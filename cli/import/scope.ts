/** Relations in the making: a table of the library, and which of its columns the names of the script mean. */
import type { Duration } from '../../runtime/time';
import type { Name, Sql } from './ast';
import { byName, isArrival } from './catalog';
import { quoted } from './layout';
import { notImported, type Piece, type TablePiece, type Writer } from './piece';
import type { Place } from './tokens';

/** What one member of FROM gives. */
export interface View {
  readonly names: readonly Name[];
  /** The time of its rows, where FROM has several. */
  readonly time?: string;
  readonly columns: readonly {
    readonly name: Name;
    readonly column: string;
    /** Added for ROWTIME: no part of `*`. */
    readonly implied?: boolean;
  }[];
}

export interface Relation {
  readonly table: TablePiece;
  readonly views: readonly View[];
  /** The time attribute's column, which ROWTIME means. */
  readonly time?: string;
}

/** The column of the relation's table that a name means. @throws MillraceError SQL_NOT_IMPORTED */
export function resolve({ views, time }: Relation, { qualifier, name, at }: Sql & { op: 'column' }): string {
  const within = qualifier ? views.filter((v) => byName(v.names, qualifier, (n) => n)) : views;
  if (qualifier && within.length === 0) {
    const known = views.flatMap((v) => v.names.map((n) => n.text)).join(', ');
    throw notImported(at, `FROM has no ${qualifier.text}`, known ? `It has ${known}.` : undefined);
  }
  for (const { columns } of within) {
    const found = byName(columns, name, (c) => c.name);
    if (found) return found.column;
  }
  if (isArrival(name)) {
    const own = within.length === 1 ? (within[0]?.time ?? time) : time;
    if (own !== undefined) return own;
    throw notImported(at, `${name.text} is not known here: the rows have lost their time on the way`);
  }
  const known = within.flatMap((v) => v.columns.map((c) => c.name.text)).join(', ');
  throw notImported(at, `there is no column ${name.text}`, `There are ${known}. Unquoted names mean any case.`);
}

/** An expression as text that is the same for the same meaning. */
export function canonical(relation: Relation, sql: Sql): string {
  return JSON.stringify(sql, (key, value: unknown) => {
    if (key === 'at') return undefined;
    const node = value as Sql | undefined;
    if (typeof node !== 'object' || node === null || !('op' in node)) return value;
    if (node.op === 'column') return { column: resolve(relation, node) };
    return node;
  });
}

/** The expressions that an expression is made of. */
export function parts(sql: Sql): readonly Sql[] {
  const isSql = (value: unknown): value is Sql => typeof value === 'object' && value !== null && 'op' in value;
  return Object.entries(sql).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'whens') return (value as readonly { when: Sql; value: Sql }[]).flatMap((w) => [w.when, w.value]);
    if (key === 'over') return [];
    return Array.isArray(value) ? value.filter(isSql) : isSql(value) ? [value] : [];
  });
}

/** The outermost parts for which this holds. */
export function collect(sql: Sql, holds: (part: Sql) => boolean): readonly Sql[] {
  return holds(sql) ? [sql] : parts(sql).flatMap((part) => collect(part, holds));
}

const AGGREGATES = /^(COUNT|SUM|AVG|MIN|MAX|STDDEV_POP|STDDEV_SAMP|STDDEV|VAR_POP|VAR_SAMP|FIRST_VALUE|LAST_VALUE)$/;
export const isAggregate = (sql: Sql): boolean => sql.op === 'call' && !sql.over && AGGREGATES.test(sql.name);

const UNITS = [
  [86_400_000, 'days'],
  [3_600_000, 'hours'],
  [60_000, 'minutes'],
  [1_000, 'seconds'],
  [1, 'milliseconds'],
] as const;

/** `minutes(1)`. @throws MillraceError SQL_NOT_IMPORTED for a length below a millisecond. */
export function duration(writer: Writer, ms: number, at: Place): Piece<Duration> {
  const [size, unit] = UNITS.find(([u]) => ms % u === 0) ?? [];
  if (!size || !unit || ms <= 0) throw notImported(at, 'this length of time is not a whole number of milliseconds');
  return writer.call(unit, literal(ms / size));
}

/** A JavaScript value as it is written. */
export function literal(value: number | string | boolean): Piece {
  return { doc: typeof value === 'string' ? quoted(value) : String(value), value };
}
