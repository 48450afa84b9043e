/** Joins: of two streams over windows of time, and of a stream with reference data. */
import type { From, Select, Sql, WindowSpec } from './ast';
import { byName, isArrival, type Stream } from './catalog';
import { translate } from './expressions';
import { array } from './layout';
import {
  type Columns,
  callbackOf,
  type ExprPiece,
  method,
  notImported,
  type Piece,
  placed,
  record,
  type TablePiece,
} from './piece';
import type { Queries, Wanted } from './query';
import { collect, duration, literal, type Relation, resolve, type View } from './scope';

type Join = From & { op: 'join' };
type Column = Sql & { op: 'column' };

/** Marks the side of a column while both are named in one expression. */
const SIDES = ['left.', 'right.'] as const;

/** `.intervalJoin` or `.lookupJoin`, and a `.select` of the columns that the query names. */
export function join(q: Queries, from: Join, query: Select, wanted: Wanted): Relation {
  const left = q.from(withoutOver(from.left), query, wanted);
  const reference = from.right.op === 'stream' ? referenceOf(q, from.right) : undefined;
  const right = reference ? { views: [viewOf(reference, from.right)] } : q.from(withoutOver(from.right), query, wanted);
  const both = sidesOf(left, right);
  const sideOf = (column: Column) => (resolve(both, column).startsWith(SIDES[0]) ? 0 : 1);
  const nameOf = (column: Column) => resolve(both, column).slice(SIDES[sideOf(column)].length);
  const table = placed(from.at, () => {
    const equal = equalities(from.on, sideOf);
    const same = equal?.every(([a, b]) => nameOf(a) === nameOf(b));
    const on =
      same && equal
        ? listOf(equal.map(([a]) => nameOf(a)))
        : pair((columns) => expressionOf(q, both, columns, from.on));
    if (reference) {
      if (!equal) throw notImported(from.on.at, 'reference data is joined by equality of columns');
      if (from.type !== 'inner' && from.type !== 'left')
        throw notImported(
          from.at,
          `a ${from.type} join with reference data has no counterpart`,
          'Use JOIN or LEFT JOIN.',
        );
      const options = record([['on', on], ...(from.type === 'left' ? [['type', literal('left')] as const] : [])]);
      q.report.add(
        from.at,
        'changed',
        'JOIN with reference data',
        '.lookupJoin: each row meets the data as it is at that moment',
      );
      return method(
        left.table,
        'lookupJoin',
        q.lookup(
          reference,
          equal.map(([, b]) => nameOf(b)),
        ),
        options,
      );
    }
    return intervalJoin(q, from, query, left.table, (right as Relation).table, on);
  });
  return selected(query, wanted, both, table);
}

function intervalJoin(q: Queries, from: Join, query: Select, left: TablePiece, right: TablePiece, on: Piece): Piece {
  const [back, ahead] = [windowMs(query, from.right), windowMs(query, from.left)];
  if (back === 0 && ahead === 0)
    throw notImported(
      from.at,
      'a join of streams needs a window',
      "Write it as in JOIN s OVER (RANGE INTERVAL '1' MINUTE PRECEDING).",
    );
  const bounds = [bound(q, -back, from), bound(q, ahead, from)];
  const options = record([
    ['on', on],
    ['between', { doc: array(bounds.map((b) => b.doc)), value: bounds.map((b) => b.value) }],
    ...(from.type === 'inner' ? [] : [['type', literal(from.type)] as const]),
  ]);
  q.report.add(
    from.at,
    'changed',
    'JOIN over windows',
    '.intervalJoin: rows whose event times are near each other meet, in whatever order they come',
  );
  return method(left, 'intervalJoin', right, options);
}

/** A length of time that may be none or negative. */
function bound(q: Queries, ms: number, { at }: Join): Piece {
  if (ms > 0) return duration(q.writer, ms, at);
  if (ms === 0) return q.writer.call('minutes', literal(0));
  const { doc } = duration(q.writer, -ms, at);
  const call = doc as { call: string; args: readonly string[] };
  return q.writer.call(call.call, literal(-Number(call.args[0])));
}

/** The rows of a stream that a row of the other one meets: those of so long before it. */
function windowMs(query: Select, from: From): number {
  if (from.op !== 'stream' || !from.over) return 0;
  const { over } = from;
  const spec: WindowSpec | undefined = 'partitionBy' in over ? over : byName(query.windows, over, (w) => w.name)?.spec;
  const frame = spec?.frame;
  if (frame?.kind === 'RANGE' && frame.preceding !== 'UNBOUNDED' && frame.preceding.op === 'interval')
    return frame.preceding.ms;
  throw notImported(
    over.at,
    'a join has a counterpart over a RANGE of time only',
    "As in OVER (RANGE INTERVAL '1' MINUTE PRECEDING).",
  );
}

function withoutOver(from: From): From {
  if (from.op !== 'stream') return from;
  const { over: _, ...rest } = from;
  return rest;
}

function referenceOf(q: Queries, { name }: From & { op: 'stream' }): Stream | undefined {
  const stream = q.catalog.read(name);
  return stream.role === 'reference' ? stream : undefined;
}

function viewOf(stream: Stream, from: From): View {
  const names = from.op === 'stream' ? [from.name, ...(from.alias ? [from.alias] : [])] : [];
  const columns = stream.columns.map((c) => ({
    name: { text: c.field ?? c.name, quoted: c.quoted && c.certainty < 3, at: stream.at },
    column: c.name,
  }));
  return { names, columns };
}

/** Both sides as one relation, whose columns tell of which side they are. */
function sidesOf(left: Relation, right: Pick<Relation, 'views' | 'time'>): Relation {
  const views = [left, right].flatMap((side, i) =>
    side.views.map((view) => ({
      ...view,
      ...(side.time !== undefined && { time: SIDES[i] + side.time }),
      columns: view.columns.map((c) => ({ ...c, column: SIDES[i] + c.column })),
    })),
  );
  return { ...left, views, ...(left.time !== undefined && { time: SIDES[0] + left.time }) };
}

/** The columns that ON says to be equal, the left side's first; nothing where it says more. */
function equalities(on: Sql, sideOf: (column: Column) => 0 | 1): readonly (readonly [Column, Column])[] | undefined {
  if (on.op !== 'binary') return undefined;
  const { operator, left, right } = on;
  if (operator === 'AND') {
    const [a, b] = [equalities(left, sideOf), equalities(right, sideOf)];
    return a && b && [...a, ...b];
  }
  if (operator !== '=' || left.op !== 'column' || right.op !== 'column' || sideOf(left) === sideOf(right))
    return undefined;
  return [sideOf(left) === 0 ? [left, right] : [right, left]];
}

const listOf = (names: readonly string[]): Piece => ({ doc: array(names.map((n) => literal(n).doc)), value: names });
const pair = (body: (columns: readonly Columns[]) => Piece): Piece => callbackOf(['a', 'b'], body);

function expressionOf(q: Queries, both: Relation, columns: readonly Columns[], sql: Sql): ExprPiece {
  return translate(
    q.translation(both, (name) => columnOf(columns, name)),
    sql,
  );
}

function columnOf([left, right]: readonly Columns[], name: string): ExprPiece {
  const isLeft = name.startsWith(SIDES[0]);
  return (isLeft ? left : right)?.(name.slice(SIDES[isLeft ? 0 : 1].length)) as ExprPiece;
}

/** `.select` of what the query names, each column under a name of its own. */
function selected(query: Select, wanted: Wanted, both: Relation, table: Piece): Relation {
  const values = query.items.flatMap((item) => ('star' in item ? [] : [item.value]));
  const stars = query.items.some((item) => 'star' in item);
  const rest = [query.where, query.having, ...query.groupBy, ...query.windows.flatMap((w) => w.spec.partitionBy)];
  const isColumn = (sql: Sql): boolean => sql.op === 'column';
  const named = [...values, ...rest].flatMap((sql) => (sql ? collect(sql, isColumn) : [])) as Column[];
  const overs = values.flatMap((v) => collect(v, (sql) => sql.op === 'call' && sql.over !== undefined));
  const timed =
    wanted.time !== undefined || query.groupBy.length > 0 || query.windowedBy !== undefined || overs.length > 0;
  const all = both.views.flatMap((v) => v.columns.filter((c) => !c.implied).map((c) => c.column));
  const time = both.time !== undefined && (timed || named.some((c) => isArrival(c.name))) ? [both.time] : [];
  const used = [...new Set([...named.map((c) => resolve(both, c)), ...(stars ? all : []), ...time])];
  const names = new Map<string, string>();
  for (const column of used) {
    const bare = column.slice(column.indexOf('.') + 1);
    const taken = [...names.values()];
    let name = bare;
    for (let i = 2; taken.includes(name); i++) name = `${bare}_${i}`;
    names.set(column, name);
  }
  const select = pair((columns) => record(used.map((c) => [names.get(c) as string, columnOf(columns, c)] as const)));
  const views = both.views.map((view) => ({
    names: view.names,
    columns: view.columns
      .filter((c) => names.has(c.column))
      .map((c) => ({ ...c, column: names.get(c.column) as string })),
    ...(view.time !== undefined && names.has(view.time) && { time: names.get(view.time) as string }),
  }));
  const kept = time[0] === undefined ? undefined : names.get(time[0]);
  const chosen = placed(query.at, () => method<TablePiece['value']>(table, 'select', select));
  return { table: chosen, views, ...(kept !== undefined && { time: kept }) };
}
