/** Statements and queries. */
import type { ColumnDefinition, From, Query, Select, Statement } from './ast';
import { expression, interval, overOf, typeName, windowSpec } from './parse-expression';
import { Reader } from './parser';
import { notRead, tokens } from './tokens';

/** The statements of a script. @throws MillraceError SQL_NOT_READ with line, column and cure. */
export function parse(sql: string): Statement[] {
  const r = new Reader(tokens(sql));
  const statements: Statement[] = [];
  for (;;) {
    while (r.takes(';')) {}
    if (r.ended) return statements;
    statements.push(statement(r));
    if (!r.ended && !r.sees(';')) throw r.expected('; or the end of the statement');
  }
}

function statement(r: Reader): Statement {
  const { at } = r;
  if (r.sees('ALTER') || r.sees('DROP')) return { op: 'other', at, words: restOf(r) };
  if (!r.takes('CREATE')) throw r.expected('CREATE STREAM or CREATE PUMP');
  r.takes('OR', 'REPLACE');
  if (r.takes('STREAM')) return stream(r, at);
  if (r.takes('PUMP')) return pump(r, at);
  const { text } = r.token;
  const cure = 'Only CREATE STREAM and CREATE PUMP are known. Write what it does into the queries that use it.';
  throw notRead(r.at, `CREATE ${text.toUpperCase()} cannot be imported`, cure);
}

function restOf(r: Reader): string {
  const words: string[] = [];
  while (!r.ended && !r.sees(';')) words.push(r.take().text);
  return words.join(' ');
}

function stream(r: Reader, at: Statement['at']): Statement {
  const name = streamName(r);
  r.expect('(');
  const columns = r.list((): ColumnDefinition => {
    const column = r.name('a column');
    const type = typeName(r);
    const notNull = r.takes('NOT', 'NULL');
    if (!notNull) r.takes('NULL');
    return { name: column, type, notNull };
  });
  r.expect(')');
  if (r.takes('DESCRIPTION') || r.takes('OPTIONS')) restOf(r);
  return { op: 'stream', name, columns, at };
}

/** A name, perhaps behind its schema: `"APPLICATION"."S"`. */
function streamName(r: Reader) {
  const name = r.name('the name of a stream');
  return r.takes('.') ? r.name('the name of a stream') : name;
}

function pump(r: Reader, at: Statement['at']): Statement {
  const name = streamName(r);
  r.takesOne('STARTED', 'STOPPED');
  r.expect('AS', 'INSERT', 'INTO');
  const into = streamName(r);
  const columns = r.takes('(') ? r.list(() => r.name('a column')) : [];
  if (columns.length > 0) r.expect(')');
  return { op: 'pump', name, into, columns, query: query(r), at };
}

function query(r: Reader): Query {
  let left: Query = r.takes('(') ? enclosed(r) : select(r);
  for (let at = r.at; r.takes('UNION'); at = r.at) {
    if (!r.takes('ALL')) throw notRead(at, 'UNION without ALL cannot be imported', 'Write UNION ALL.');
    left = { op: 'union', at, left, right: r.takes('(') ? enclosed(r) : select(r) };
  }
  return left;
}

function enclosed(r: Reader): Query {
  const inner = query(r);
  r.expect(')');
  return inner;
}

function select(r: Reader): Select {
  const { at } = r;
  r.expect('SELECT');
  r.takes('STREAM');
  const distinct = r.takes('DISTINCT');
  r.takes('ALL');
  const items = r.list(() => item(r));
  r.expect('FROM');
  const from = joined(r);
  const where = r.takes('WHERE') ? expression(r) : undefined;
  const groupBy = r.takes('GROUP', 'BY') ? r.list(() => expression(r)) : [];
  let windowedBy = windowed(r);
  const having = r.takes('HAVING') ? expression(r) : undefined;
  windowedBy ??= windowed(r);
  const windows = r.takes('WINDOW')
    ? r.list(() => {
        const name = r.name('the name of a window');
        r.expect('AS');
        return { name, spec: windowSpec(r) };
      })
    : [];
  const orderBy = r.takes('ORDER', 'BY')
    ? r.list(() => {
        const value = expression(r);
        r.takesOne('ASC', 'DESC');
        return value;
      })
    : [];
  return {
    ...{ op: 'select', at, distinct, items, from, groupBy, windows, orderBy },
    ...(where && { where }),
    ...(windowedBy && { windowedBy }),
    ...(having && { having }),
  };
}

function item(r: Reader): Select['items'][number] {
  const { at } = r;
  if (r.takes('*')) return { star: true, at };
  const { kind } = r.token;
  const qualified = kind === 'name' || kind === 'word' ? starOf(r) : undefined;
  if (qualified) return qualified;
  const value = expression(r);
  const alias = r.alias();
  return { value, ...(alias && { alias }) };
}

/** `"S".*`. */
function starOf(r: Reader): Select['items'][number] | undefined {
  if (!r.seesStarBehind()) return undefined;
  const { at } = r;
  const qualifier = r.name('the name of a stream');
  r.expect('.', '*');
  return { star: true, qualifier, at };
}

/** `WINDOWED BY STAGGER (PARTITION BY … RANGE INTERVAL '1' MINUTE)`. */
function windowed(r: Reader): Select['windowedBy'] {
  const { at } = r;
  if (!r.takes('WINDOWED', 'BY')) return undefined;
  const kind = r.takesOne('STAGGER', 'TUMBLING');
  if (!kind) throw r.expected('STAGGER or TUMBLING');
  r.expect('(');
  const partitionBy = r.takes('PARTITION', 'BY') ? r.list(() => expression(r)) : [];
  r.expect('RANGE');
  const range = interval(r);
  r.expect(')');
  return { kind, at, partitionBy, range };
}

function joined(r: Reader): From {
  let left = relation(r);
  for (;;) {
    const { at } = r;
    if (r.takes(',')) throw notRead(at, 'a join by comma cannot be imported', 'Write JOIN … ON.');
    const side = r.takesOne('INNER', 'LEFT', 'RIGHT', 'FULL');
    r.takes('OUTER');
    if (!r.takes('JOIN')) {
      if (side || r.sees('CROSS') || r.sees('NATURAL')) throw r.expected('JOIN');
      return left;
    }
    const right = relation(r);
    r.expect('ON');
    const type = (side ?? 'INNER').toLowerCase() as 'inner' | 'left' | 'right' | 'full';
    left = { op: 'join', at, type, left, right, on: expression(r) };
  }
}

function relation(r: Reader): From {
  const { at } = r;
  if (r.takes('TABLE')) return tableFunction(r, at);
  if (r.takes('(')) {
    const inner = enclosed(r);
    const alias = r.alias();
    return { op: 'query', query: inner, at, ...(alias && { alias }) };
  }
  const name = streamName(r);
  const over = r.takes('OVER') ? overOf(r) : undefined;
  const alias = r.alias();
  return { op: 'stream', name, at, ...(over && { over }), ...(alias && { alias }) };
}

/** `TABLE(NAME(CURSOR(SELECT STREAM …), 'a', 1))`. */
function tableFunction(r: Reader, at: From['at']): From {
  r.expect('(');
  const name = r.name('the name of a function').text.toUpperCase();
  r.expect('(', 'CURSOR', '(');
  const cursor = enclosed(r);
  const args = r.takes(',') ? r.list(() => expression(r)) : [];
  r.expect(')', ')');
  const alias = r.alias();
  return { op: 'function', name, cursor, args, at, ...(alias && { alias }) };
}
