/** Sliding windows: aggregates OVER the rows before. */
import type { Over, Select, Sql, WindowSpec } from './ast';
import { byName } from './catalog';
import type { Translation } from './expressions';
import { array } from './layout';
import { callback, type ExprPiece, method, notImported, type Piece, placed, record } from './piece';
import type { Output, Queries, Wanted } from './query';
import { canonical, collect, duration, literal, type Relation, resolve } from './scope';

type Call = Sql & { op: 'call' };

/** `.over({ partitionBy, orderBy, range }, …)` for each window, then the select. */
export function over(q: Queries, query: Select, input: Relation, outputs: readonly Output[], wanted: Wanted): Relation {
  const calls = outputs.flatMap((o) => collect(o.value, isOver)) as Call[];
  const columns = new Map<string, string>();
  const taken = new Set(Object.keys(input.table.value.node.schema));
  for (const call of calls) {
    const text = identity(query, input, call);
    if (columns.has(text)) continue;
    const wished = outputs.find((o) => o.value === call)?.name;
    const name = wished !== undefined && !taken.has(wished) ? wished : `over_${columns.size + 1}`;
    taken.add(name);
    columns.set(text, name);
  }
  let relation = input;
  const done = new Set<string>();
  for (const { over: of } of calls) {
    const spec = specOf(query, of as Over);
    const window = identityOf(input, spec);
    if (done.has(window)) continue;
    done.add(window);
    const same = calls.filter((c) => identityOf(input, specOf(query, c.over as Over)) === window);
    relation = {
      ...relation,
      table: windowed(q, input, relation, spec, same, (c) => columns.get(identity(query, input, c)) as string),
    };
  }
  const computed =
    (column: Translation['column']) =>
    (sql: Sql): ExprPiece | undefined => {
      const name = isOver(sql) ? columns.get(identity(query, input, sql as Call)) : undefined;
      return name === undefined ? undefined : column(name);
    };
  return q.project(relation, outputs, wanted, computed);
}

function windowed(
  q: Queries,
  input: Relation,
  relation: Relation,
  spec: WindowSpec,
  calls: readonly Call[],
  name: (c: Call) => string,
): Relation['table'] {
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
    frameOf(q, spec),
  ];
  const shown = callback((column) => {
    const t = q.translation(input, column);
    return record(
      calls.map(
        (c) => [name(c), placed(c.at, () => q.valueOf(t, { name: '', type: undefined, value: bare(c) }))] as const,
      ),
    );
  });
  const text = `.over({ ${keys.length > 0 ? 'partitionBy, ' : ''}orderBy: '${time}', … }): a row goes out when the watermark has passed its time, not as it comes`;
  q.report.add(spec.at, 'changed', 'OVER', text);
  return placed(spec.at, () => method(relation.table, 'over', record(entries), shown));
}

function frameOf(q: Queries, { frame, at }: WindowSpec): readonly [string, Piece] {
  if (!frame || frame.preceding === 'UNBOUNDED')
    return [frame?.kind === 'ROWS' ? 'rows' : 'range', literal('unbounded')];
  const { preceding } = frame;
  if (frame.kind === 'RANGE') {
    if (preceding.op === 'interval') return ['range', duration(q.writer, preceding.ms, preceding.at)];
    throw notImported(preceding.at, 'RANGE takes an interval', "As in RANGE INTERVAL '1' MINUTE PRECEDING.");
  }
  if (preceding.op === 'number' && /^\d+$/.test(preceding.text)) return ['rows', literal(Number(preceding.text))];
  throw notImported(at, 'ROWS takes a whole number', 'As in ROWS 10 PRECEDING.');
}

const isOver = (sql: Sql): boolean => sql.op === 'call' && sql.over !== undefined;

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
const identity = (query: Select, input: Relation, call: Call): string =>
  canonical(input, bare(call)) + identityOf(input, specOf(query, call.over as Over));
