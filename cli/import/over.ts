/** Sliding windows: aggregates OVER the rows before. */
import type { Over, Select, Sql, WindowSpec } from './ast';
import { byName } from './catalog';
import { type Translation, translate } from './expressions';
import { array } from './layout';
import { callback, type ExprPiece, method, notImported, type Piece, placed, record } from './piece';
import type { Output, Queries, Wanted } from './query';
import { canonical, collect, duration, literal, type Relation, resolve } from './scope';

type Call = Sql & { op: 'call' };

/** A column that `.over` adds: one aggregate, or what is made of several over the same window. */
interface Added {
  readonly value: Sql;
  readonly window: WindowSpec;
  readonly name: string;
}

/** `.over({ partitionBy, orderBy, range }, …)` for each window, then the select. */
export function over(q: Queries, query: Select, input: Relation, outputs: readonly Output[], wanted: Wanted): Relation {
  const specOfCall = (call: Sql): WindowSpec => specOf(query, (call as Call).over as Over);
  const taken = new Set(Object.keys(input.table.value.node.schema));
  const added: Added[] = [];
  for (const { name, value } of outputs) {
    const calls = collect(value, isOver);
    const windows = new Set(calls.map((call) => identityOf(input, specOfCall(call))));
    const whole = windows.size === 1 && collect(value, isOverOrColumn).every(isOver);
    for (const part of whole ? [value] : calls) {
      const free = part === value && !taken.has(name) ? name : `over_${added.length + 1}`;
      taken.add(free);
      added.push({ value: part, window: specOfCall(part === value ? (calls[0] as Sql) : part), name: free });
    }
  }
  let { table } = input;
  for (const window of new Set(added.map((a) => identityOf(input, a.window)))) {
    const columns = added.filter((a) => identityOf(input, a.window) === window);
    table = windowed(q, input, table, columns);
  }
  const computed =
    (column: Translation['column']) =>
    (sql: Sql): ExprPiece | undefined => {
      const found = added.find((a) => a.value === sql);
      return found && column(found.name);
    };
  return q.project({ ...input, table }, outputs, wanted, computed);
}

function windowed(q: Queries, input: Relation, table: Relation['table'], added: readonly Added[]): Relation['table'] {
  const [{ window: spec }] = added as readonly [Added, ...Added[]];
  const { time } = input;
  if (time === undefined) throw notImported(spec.at, 'the rows have no time that they could be ordered by');
  const keys = spec.partitionBy.map((key) => {
    if (key.op !== 'column')
      throw notImported(key.at, 'PARTITION BY takes columns', 'Select the expression in a stream of its own first.');
    return resolve(input, key);
  });
  const [order] = spec.orderBy;
  if (order && !(order.op === 'column' && resolve(input, order) === time))
    throw notImported(order.at, `a sliding window is ordered by the time attribute, ${time}`);
  const entries: (readonly [string, Piece])[] = [
    ...(keys.length > 0
      ? [['partitionBy', { doc: array(keys.map((k) => literal(k).doc)), value: keys }] as const]
      : []),
    ['orderBy', literal(time)],
    ...frameOf(q, spec),
  ];
  const shown = callback((column) => {
    const plain = q.translation(input, column);
    const t = q.translation(input, column, (sql) => (isOver(sql) ? translate(plain, bare(sql as Call)) : undefined));
    return record(added.map(({ name, value }) => [name, translate(t, value)] as const));
  });
  const text = `.over({ ${keys.length > 0 ? 'partitionBy, ' : ''}orderBy: '${time}', … }): a row goes out when the watermark has passed its time, not as it comes`;
  q.report.add(spec.at, 'changed', 'OVER', text);
  return placed(spec.at, () => method(table, 'over', record(entries), shown));
}

/** All rows before, where no frame is told. */
function frameOf(q: Queries, { frame, at }: WindowSpec): readonly (readonly [string, Piece])[] {
  if (!frame) return [];
  if (frame.preceding === 'UNBOUNDED') return [[frame.kind.toLowerCase(), literal('unbounded')]];
  const { preceding } = frame;
  if (frame.kind === 'RANGE') {
    if (preceding.op === 'interval') return [['range', duration(q.writer, preceding.ms, preceding.at)]];
    throw notImported(preceding.at, 'RANGE takes an interval', "As in RANGE INTERVAL '1' MINUTE PRECEDING.");
  }
  if (preceding.op === 'number' && /^\d+$/.test(preceding.text)) return [['rows', literal(Number(preceding.text))]];
  throw notImported(at, 'ROWS takes a whole number', 'As in ROWS 10 PRECEDING.');
}

const isOver = (sql: Sql): boolean => sql.op === 'call' && sql.over !== undefined;
const isOverOrColumn = (sql: Sql): boolean => sql.op === 'column' || isOver(sql);

function bare(call: Call): Sql {
  const { over: _, ...rest } = call;
  return rest;
}

function specOf(query: Select, of: Over): WindowSpec {
  if ('partitionBy' in of) return of;
  const found = byName(query.windows, of, (w) => w.name);
  if (found) return found.spec;
  throw notImported(
    of.at,
    `there is no window ${of.text}`,
    'Declare it: WINDOW w AS (PARTITION BY … RANGE … PRECEDING).',
  );
}

const identityOf = (input: Relation, { partitionBy, orderBy, frame }: WindowSpec): string =>
  JSON.stringify([
    partitionBy.map((k) => canonical(input, k)),
    orderBy.length,
    frame?.kind,
    frame && withoutPlace(frame.preceding),
  ]);
const withoutPlace = (preceding: Sql | 'UNBOUNDED'): unknown =>
  typeof preceding === 'string' ? preceding : { ...preceding, at: 0 };
