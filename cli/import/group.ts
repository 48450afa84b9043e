/** GROUP BY with its window. */
import type { Select, Sql } from './ast';
import { isArrival } from './catalog';
import { type Translation, translate } from './expressions';
import { UNIT_MS } from './parse-expression';
import { callback, type ExprPiece, method, notImported, placed, record, type TablePiece } from './piece';
import type { Output, Queries, Wanted } from './query';
import { canonical, collect, duration, isAggregate, literal, type Relation, resolve } from './scope';

interface Window {
  readonly ms: number;
  readonly at: Sql['at'];
  /** The expressions of GROUP BY that are the window's start, in their canonical form. */
  readonly starts: ReadonlySet<string>;
}

/** `.tumble(…).groupBy(…).select(…)`, and `.where` for HAVING. */
export function group(
  q: Queries,
  query: Select,
  input: Relation,
  outputs: readonly Output[],
  wanted: Wanted,
): Relation {
  const window = windowOf(q, query, input);
  const { time } = input;
  if (time === undefined) throw notImported(query.at, 'the rows have no time that windows could be made of');
  const keys = [...query.groupBy, ...(query.windowedBy?.partitionBy ?? [])].filter(
    (key, i, all) => !isTime(key) && all.findIndex((k) => canonical(input, k) === canonical(input, key)) === i,
  );
  const { relation, names } = withKeys(q, input, keys, outputs);
  const tumble = method<TablePiece['value']>(
    relation.table,
    'tumble',
    literal(time),
    record([['size', duration(q.writer, window.ms, window.at)]]),
  );
  const grouped = method(tumble, 'groupBy', ...[...names.values()].map(literal));
  if (keys.length > 0)
    q.report.add(
      (keys[0] as Sql).at,
      'done',
      'GROUP BY',
      `.groupBy(${[...names.values()].map((n) => `'${n}'`).join(', ')})`,
    );

  const startOrKey =
    (column: Translation['column']) =>
    (sql: Sql): ExprPiece | undefined => {
      if (sql.op === 'column' && isArrival(sql.name) && resolve(input, sql) === time) {
        q.report.add(sql.at, 'changed', sql.name.text, 'of a group: the end of its window');
        return column('window_end');
      }
      if (collect(sql, isAggregate).length > 0) return undefined;
      const text = canonical(input, sql);
      if (window.starts.has(text)) return column('window_start');
      const key = names.get(text);
      return key === undefined ? undefined : column(key);
    };

  const { having } = query;
  if (having) q.report.add(having.at, 'done', 'HAVING', '.having');
  const condition = callback((column) => translate(q.translation(relation, column, startOrKey(column)), having as Sql));
  const kept = having ? placed(having.at, () => method(grouped, 'having', condition)) : grouped;
  const select = callback((column) => {
    const t = q.translation(relation, column, startOrKey(column));
    const entries = outputs.map((output) => [output.name, q.valueOf(t, output)] as const);
    const keepsTime = wanted.time !== undefined && !outputs.some((o) => o.name === wanted.time);
    return record(keepsTime ? [...entries, [wanted.time as string, column('window_time')]] : entries);
  });
  return q.result(
    placed(query.at, () => method(kept, 'select', select)),
    outputs,
    wanted,
  );
}

const isTime = (key: Sql): boolean => key.op === 'floor' || key.op === 'step';

/** The window that GROUP BY and WINDOWED BY make. */
function windowOf(q: Queries, query: Select, input: Relation): Window {
  const { windowedBy } = query;
  const times = [...query.groupBy, ...(windowedBy?.partitionBy ?? [])].filter(isTime) as (Sql & {
    op: 'floor' | 'step';
  })[];
  const lengths = times.map((sql) => {
    const { value } = sql;
    if (value.op !== 'column')
      throw notImported(value.at, 'a window is over a column of time', 'Name a column of the stream in FLOOR or STEP.');
    const column = resolve(input, value);
    if (column !== input.time) {
      const cure =
        input.time === undefined ? undefined : `The stream's time attribute is ${input.time}: a stream has one.`;
      throw notImported(value.at, `${column} is not the time attribute of the stream`, cure);
    }
    return { sql, value, ms: lengthOf(sql) };
  });
  const own = lengths.find((l) => !isArrival(l.value.name)) ?? lengths[0];
  for (const { sql, value } of lengths) {
    const name = sql.op === 'step' ? 'STEP' : 'FLOOR … TO';
    if (isArrival(value.name) && own && !isArrival(own.value.name) && sql !== own.sql)
      q.report.add(
        sql.at,
        'changed',
        name,
        `of ${value.name.text} beside that of ${own.value.name.text}: left out, a window's rows go out together when the watermark passes its end`,
      );
  }
  const starts = new Set(times.map((sql) => canonical(input, sql)));
  if (windowedBy?.kind === 'STAGGER') {
    const text = own
      ? 'a tumbling window: its rows are those of the same FLOOR; it ends with the watermark, not a time after its first row'
      : 'a tumbling window: it begins at a whole multiple of its length, not with its first row, so rows that were one group may be two';
    q.report.add(windowedBy.at, 'changed', 'WINDOWED BY STAGGER', text);
  } else if (windowedBy) q.report.add(windowedBy.at, 'done', 'WINDOWED BY TUMBLING', `.tumble('${input.time}', …)`);
  const range = windowedBy?.range.op === 'interval' ? windowedBy.range.ms : 0;
  if (own) {
    if (!windowedBy)
      q.report.add(
        own.sql.at,
        'done',
        own.sql.op === 'step' ? 'STEP' : `FLOOR … TO`,
        `.tumble('${input.time}', …), the value is m.window_start`,
      );
    if (windowedBy && range !== own.ms)
      q.report.add(windowedBy.at, 'changed', 'RANGE', 'the window is as long as the FLOOR of its groups');
    return { ms: own.ms, at: own.sql.at, starts };
  }
  if (windowedBy) return { ms: range, at: windowedBy.at, starts };
  throw notImported(
    query.at,
    'an aggregate without a window would never end',
    'Group by FLOOR(ROWTIME TO MINUTE), STEP, or add WINDOWED BY.',
  );
}

function lengthOf(sql: Sql & { op: 'floor' | 'step' }): number {
  if (sql.op === 'step') return sql.by.op === 'interval' ? sql.by.ms : 0;
  const ms = UNIT_MS[sql.unit];
  if (sql.up) throw notImported(sql.at, 'CEIL makes no window', 'Group by FLOOR.');
  if (!ms)
    throw notImported(
      sql.at,
      `a window of a ${sql.unit} has no counterpart: windows have a fixed length`,
      'Group by FLOOR to SECOND, MINUTE, HOUR or DAY, or by STEP.',
    );
  return ms;
}

/** The keys as columns: those that are computed are selected first. */
function withKeys(
  q: Queries,
  input: Relation,
  keys: readonly Sql[],
  outputs: readonly Output[],
): { relation: Relation; names: Map<string, string> } {
  const { schema } = input.table.value.node;
  const names = new Map<string, string>();
  const computed: (readonly [string, Sql])[] = [];
  for (const key of keys) {
    const text = canonical(input, key);
    if (key.op === 'column') {
      names.set(text, resolve(input, key));
      continue;
    }
    const wished = outputs.find((o) => canonical(input, o.value) === text)?.name;
    const free = (name: string) => !(name in schema) && !computed.some(([c]) => c === name);
    const wishes = wished === undefined ? [] : [wished, `${wished}_key`];
    const name = wishes.find(free) ?? `key_${computed.length + 1}`;
    names.set(text, name);
    computed.push([name, key]);
  }
  if (computed.length === 0) return { relation: input, names };
  const select = callback((column) =>
    record(computed.map(([name, key]) => [name, translate(q.translation(input, column), key)] as const)),
  );
  return { relation: { ...input, table: method(input.table, 'addColumns', select) }, names };
}
