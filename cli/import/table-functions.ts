/** Table functions of Kinesis Data Analytics: TABLE(NAME(CURSOR(SELECT …), …)). */
import type { From, Sql } from './ast';
import { byName } from './catalog';
import { LEARNING } from './infer';
import { array } from './layout';
import { callback, method, notImported, placed, record, type TablePiece } from './piece';
import type { Queries } from './query';
import { duration, literal, type Relation } from './scope';
import type { Place } from './tokens';

type Call = From & { op: 'function' };

/** A construct that nothing stands for: what it reads is kept. */
export class NoCounterpart extends Error {
  constructor(
    readonly at: Place,
    readonly construct: string,
    readonly reason: string,
    /** The rows that it reads; absent where those have no counterpart either. */
    readonly inputs?: Relation,
  ) {
    super(`${construct}: ${reason}`);
  }
}

export const COUNTS_DISTINCT = /^COUNT_DISTINCT_ITEMS_TUMBLING$/;

/** @param withTime whether someone needs the time of what comes out. */
export function tableFunction(q: Queries, call: Call, withTime: boolean): Relation {
  const { name, at } = call;
  if (name === 'TOP_K_ITEMS_TUMBLING') return topK(q, call);
  if (COUNTS_DISTINCT.test(name)) return countDistinct(q, call, withTime);
  if (LEARNING.test(name)) {
    const reason = 'there is no such model here yet; the job keeps the rows that it read';
    throw new NoCounterpart(at, name, reason, q.query(call.cursor, {}));
  }
  throw notImported(at, `the table function ${name} has no counterpart`, 'Take its pump out, and import the others.');
}

/** The rows of the cursor, the column that is counted and the length of the window. */
function counted(q: Queries, call: Call, usage: string, seconds: Sql | undefined) {
  const time = q.timeOf(call.cursor);
  const input = q.query(call.cursor, time === undefined ? {} : { time });
  const [column] = call.args;
  if (input.time === undefined) throw notImported(call.at, 'the rows have no time that windows could be made of');
  if (column?.op !== 'string' || seconds?.op !== 'number')
    throw notImported(call.at, `${call.name} is not called as it must be`, usage);
  const name = { text: column.text, quoted: true, at: column.at };
  const found = input.views.flatMap((v) => byName(v.columns, name, (c) => c.name) ?? [])[0];
  const folded = input.views
    .flatMap((v) => v.columns)
    .find((c) => c.name.text.toUpperCase() === name.text.toUpperCase());
  const key = (found ?? folded)?.column;
  if (key === undefined) throw notImported(column.at, `the cursor has no column ${column.text}`);
  const size = duration(q.writer, Number(seconds.text) * 1000, seconds.at);
  return {
    key,
    time: input.time,
    windowed: method(input.table, 'tumble', literal(input.time), record([['size', size]])),
  };
}

/** The k most frequent values of each window, exactly counted. */
function topK(q: Queries, call: Call): Relation {
  const [, k, seconds] = call.args;
  const usage = "TOP_K_ITEMS_TUMBLING(CURSOR(SELECT STREAM …), 'column', k, seconds).";
  if (k?.op !== 'number') throw notImported(call.at, `${call.name} is not called as it must be`, usage);
  const { key, windowed } = counted(q, call, usage, seconds);
  const counts = callback((column) =>
    record([
      ['ITEM', column(key)],
      ['ITEM_COUNT', q.writer.call('count')],
      ...BOUNDS.map((bound) => [bound, column(bound)] as const),
    ]),
  );
  const table = placed(call.at, () => {
    const items = method(method(windowed, 'groupBy', literal(key)), 'select', counts);
    const bounds = { doc: array(BOUNDS.map((b) => literal(b).doc)), value: BOUNDS };
    const options = record([
      ['partitionBy', bounds],
      ['orderBy', q.writer.call('desc', literal('ITEM_COUNT'))],
    ]);
    return method<TablePiece['value']>(items, 'topN', literal(Number(k.text)), options);
  });
  q.report.add(
    call.at,
    'changed',
    call.name,
    `.tumble, count() and .topN(${k.text}): counts are exact, and a window's rows come at its end`,
  );
  return { table, views: [{ names: [], columns: ['ITEM', 'ITEM_COUNT'].map((c) => named(c, call.at)) }] };
}

function countDistinct(q: Queries, call: Call, withTime: boolean): Relation {
  const usage = "COUNT_DISTINCT_ITEMS_TUMBLING(CURSOR(SELECT STREAM …), 'column', seconds).";
  const { key, time, windowed } = counted(q, call, usage, call.args[1]);
  const counts = callback((column) =>
    record([
      ['NUMBER_OF_DISTINCT_ITEMS', q.writer.call('count', column(key), record([['distinct', literal(true)]]))],
      ...(withTime ? [[time, column('window_time')] as const] : []),
    ]),
  );
  const table = placed(call.at, () => method<TablePiece['value']>(method(windowed, 'groupBy'), 'select', counts));
  q.report.add(call.at, 'changed', call.name, '.tumble and count(…, { distinct: true }): exact, not an estimate');
  return {
    table,
    ...(withTime && { time }),
    views: [{ names: [], columns: [named('NUMBER_OF_DISTINCT_ITEMS', call.at)] }],
  };
}

const BOUNDS = ['window_start', 'window_end'];
const named = (text: string, at: Place) => ({ name: { text, quoted: false, at }, column: text });
