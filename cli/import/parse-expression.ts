/** Expressions: a parser by recursive descent, one function a level of precedence. */
import type { Over, Sql, TimeUnit, TypeName, WindowSpec } from './ast';
import type { Reader } from './parser';
import { notRead } from './tokens';

export function expression(r: Reader): Sql {
  let left = conjunction(r);
  for (let at = r.at; r.takes('OR'); at = r.at)
    left = { op: 'binary', at, operator: 'OR', left, right: conjunction(r) };
  return left;
}

function conjunction(r: Reader): Sql {
  let left = negation(r);
  for (let at = r.at; r.takes('AND'); at = r.at) left = { op: 'binary', at, operator: 'AND', left, right: negation(r) };
  return left;
}

function negation(r: Reader): Sql {
  const { at } = r;
  return r.takes('NOT') ? { op: 'unary', at, operator: 'NOT', value: negation(r) } : predicate(r);
}

function predicate(r: Reader): Sql {
  let value = sum(r);
  for (;;) {
    const { at } = r;
    const comparison = r.takesOne('=', '<>', '!=', '<=', '>=', '<', '>');
    if (comparison) {
      const operator = comparison === '!=' ? '<>' : comparison;
      value = { op: 'binary', at, operator, left: value, right: sum(r) };
      continue;
    }
    if (r.takes('IS')) {
      const negated = r.takes('NOT');
      r.expect('NULL');
      value = { op: 'isNull', at, value, negated };
      continue;
    }
    const negated = r.takes('NOT');
    if (r.takes('IN')) {
      r.expect('(');
      if (r.sees('SELECT')) throw notRead(r.at, 'IN with a subquery is not known', 'Join the two streams instead.');
      const list = r.list(() => expression(r));
      r.expect(')');
      value = { op: 'in', at, value, list, negated };
    } else if (r.sees('LIKE') || r.sees('SIMILAR', 'TO')) {
      const similar = r.takes('SIMILAR', 'TO') || !r.takes('LIKE');
      const pattern = sum(r);
      value = { op: 'like', at, similar, value, pattern, negated, ...(r.takes('ESCAPE') && { escape: sum(r) }) };
    } else if (r.takes('BETWEEN')) {
      const low = sum(r);
      r.expect('AND');
      value = { op: 'between', at, value, low, high: sum(r), negated };
    } else {
      if (negated) throw r.expected('IN, LIKE, SIMILAR TO or BETWEEN');
      return value;
    }
  }
}

function sum(r: Reader): Sql {
  let left = product(r);
  for (;;) {
    const { at } = r;
    const operator = r.takesOne('+', '-', '||');
    if (!operator) return left;
    left = { op: 'binary', at, operator, left, right: product(r) };
  }
}

function product(r: Reader): Sql {
  let left = signed(r);
  for (;;) {
    const { at } = r;
    const operator = r.takesOne('*', '/', '%');
    if (!operator) return left;
    left = { op: 'binary', at, operator, left, right: signed(r) };
  }
}

function signed(r: Reader): Sql {
  const { at } = r;
  if (r.takes('+')) return signed(r);
  if (!r.takes('-')) return primary(r);
  const value = signed(r);
  return value.op === 'number' ? { ...value, at, text: `-${value.text}` } : { op: 'unary', at, operator: '-', value };
}

function primary(r: Reader): Sql {
  const { kind, at } = r.token;
  if (r.takes('(')) {
    if (r.sees('SELECT')) throw notRead(r.at, 'a subquery as a value is not known', 'Join the two streams instead.');
    const value = expression(r);
    r.expect(')');
    return value;
  }
  if (kind === 'number') return { op: 'number', at, text: r.take().text };
  if (kind === 'string') return { op: 'string', at, text: r.take().text };
  if (kind === 'word') {
    if (r.takes('NULL')) return { op: 'null', at };
    if (r.takes('TRUE')) return { op: 'boolean', at, value: true };
    if (r.takes('FALSE')) return { op: 'boolean', at, value: false };
    if (r.takes('CASE')) return caseOf(r, at);
    if (r.sees('INTERVAL')) return interval(r);
    if (r.takes('CAST')) {
      r.expect('(');
      const value = expression(r);
      r.expect('AS');
      const type = typeName(r);
      r.expect(')');
      return { op: 'cast', at, value, type };
    }
    if (r.takes('TIMESTAMP')) {
      if (r.token.kind !== 'string') throw r.expected("a text such as '2026-03-29 12:00:00'");
      return { op: 'timestamp', at, text: r.take().text };
    }
  }
  return named(r);
}

/** A column or a call. */
function named(r: Reader): Sql {
  const { at } = r;
  // Some functions have the names of clauses.
  const reserved = ['LEFT', 'RIGHT'].find((word) => r.sees(word, '('));
  const name = reserved ? { text: r.take().text, quoted: false, at } : r.name('a value');
  if (r.takes('.')) return { op: 'column', at, qualifier: name, name: r.name('a column') };
  if (!r.takes('(')) {
    if (!name.quoted && /^(CURRENT_|LOCAL)(ROW_)?(TIMESTAMP|TIME|DATE)$/i.test(name.text))
      return { op: 'call', at, name: name.text.toUpperCase(), args: [], star: false, distinct: false };
    return { op: 'column', at, name };
  }
  const call = special(r, name.text.toUpperCase(), at) ?? plainCall(r, name.text.toUpperCase(), at);
  r.expect(')');
  if (call.op !== 'call') return call;
  const filter = r.takes('FILTER') ? bracketed(r, () => filterOf(r)) : undefined;
  const over = r.takes('OVER') ? overOf(r) : undefined;
  return { ...call, ...(filter && { filter }), ...(over && { over }) };
}

function filterOf(r: Reader): Sql {
  r.expect('WHERE');
  return expression(r);
}

function plainCall(r: Reader, name: string, at: Sql['at']): Sql {
  if (r.takes('*')) return { op: 'call', at, name, args: [], star: true, distinct: false };
  const distinct = r.takes('DISTINCT');
  const args = r.sees(')') ? [] : r.list(() => expression(r));
  return { op: 'call', at, name, args, star: false, distinct };
}

/** Functions with words of their own between their arguments. */
function special(r: Reader, name: string, at: Sql['at']): Sql | undefined {
  const call = (...args: readonly Sql[]): Sql => ({ op: 'call', at, name, args, star: false, distinct: false });
  switch (name) {
    case 'FLOOR':
    case 'CEIL':
    case 'CEILING': {
      const value = expression(r);
      if (UNITS.some((unit) => r.sees(unit)))
        throw notRead(r.at, 'a FLOOR of an interval is not known', "Write STEP(x BY INTERVAL '10' MINUTE).");
      return r.takes('TO') ? { op: 'floor', at, value, unit: timeUnit(r), up: name !== 'FLOOR' } : call(value);
    }
    case 'STEP': {
      const value = expression(r);
      r.expect('BY');
      return { op: 'step', at, value, by: interval(r) };
    }
    case 'EXTRACT': {
      const unit = r.name('a unit of time').text.toUpperCase();
      r.expect('FROM');
      return { op: 'extract', at, value: expression(r), unit };
    }
    case 'SUBSTRING': {
      const text = expression(r);
      if (!r.takes('FROM') && !r.takes(',')) throw r.expected('FROM');
      const from = expression(r);
      return r.takes('FOR') || r.takes(',') ? call(text, from, expression(r)) : call(text, from);
    }
    case 'POSITION': {
      // The level of a sum: IN belongs to POSITION.
      const part = sum(r);
      r.expect('IN');
      return call(part, expression(r));
    }
    case 'TRIM': {
      const side = r.takesOne('BOTH', 'LEADING', 'TRAILING');
      const first = r.sees('FROM') ? ({ op: 'string', at, text: ' ' } as const) : expression(r);
      if (!r.takes('FROM')) return call(first);
      const text = expression(r);
      return side && side !== 'BOTH' ? call(text, first, { op: 'string', at, text: side }) : call(text, first);
    }
    default:
      return undefined;
  }
}

function caseOf(r: Reader, at: Sql['at']): Sql {
  const operand = r.sees('WHEN') ? undefined : expression(r);
  const whens: { when: Sql; value: Sql }[] = [];
  while (r.takes('WHEN')) {
    const when = expression(r);
    r.expect('THEN');
    whens.push({ when, value: expression(r) });
  }
  if (whens.length === 0) throw r.expected('WHEN');
  const otherwise = r.takes('ELSE') ? expression(r) : undefined;
  r.expect('END');
  return { op: 'case', at, whens, ...(operand && { operand }), ...(otherwise && { otherwise }) };
}

const UNITS = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
/** Milliseconds; months and longer have no fixed length. */
export const UNIT_MS: Partial<Record<TimeUnit, number>> = {
  SECOND: 1_000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
};

function timeUnit(r: Reader): TimeUnit {
  const unit = r.takesOne(...UNITS);
  if (!unit) throw r.expected(`a unit of time (${UNITS.join(', ')})`);
  return unit;
}

/** `INTERVAL '10' SECOND`, `INTERVAL '1:30' MINUTE TO SECOND`. */
export function interval(r: Reader): Sql {
  const { at } = r;
  r.expect('INTERVAL');
  if (r.token.kind !== 'string' && r.token.kind !== 'number') throw r.expected("a length such as '10'");
  const text = r.take().text.trim();
  const unit = timeUnit(r);
  if (r.takes('(')) {
    r.integer('a number of digits');
    r.expect(')');
  }
  const last = r.takes('TO') ? timeUnit(r) : unit;
  const unitMs = UNIT_MS[unit];
  if (!unitMs || !UNIT_MS[last])
    throw notRead(at, `a ${unit.toLowerCase()} has no fixed length`, 'Give the interval in days or shorter units.');
  const parts = text.split(/[ :]/);
  const units = UNITS.slice(UNITS.indexOf(last), UNITS.indexOf(unit) + 1).reverse();
  if (parts.length !== units.length || !parts.every((part) => /^-?\d+(\.\d+)?$/.test(part)))
    throw notRead(at, `'${text}' is no length in ${units.join(' TO ')}`, "Write it as in INTERVAL '10' SECOND.");
  const ms = parts.reduce((total, part, i) => total + Number(part) * (UNIT_MS[units[i] as TimeUnit] as number), 0);
  return { op: 'interval', at, ms };
}

export function typeName(r: Reader): TypeName {
  const { at } = r;
  let name = r.name('a type').text.toUpperCase();
  if (name === 'DOUBLE') r.takes('PRECISION');
  if (name === 'CHARACTER' || name === 'CHAR') name = r.takes('VARYING') ? 'VARCHAR' : 'CHAR';
  const sizes = r.sees('(') ? bracketed(r, () => r.list(() => r.integer('a size'))) : [];
  return { name, sizes, at };
}

export function overOf(r: Reader): Over {
  return r.sees('(') ? windowSpec(r) : r.name('the name of a window');
}

/** `(PARTITION BY a ORDER BY t RANGE INTERVAL '1' MINUTE PRECEDING)`. */
export function windowSpec(r: Reader): WindowSpec {
  const { at } = r;
  return bracketed(r, () => {
    const partitionBy = r.takes('PARTITION', 'BY') ? r.list(() => expression(r)) : [];
    const orderBy = r.takes('ORDER', 'BY') ? r.list(() => expression(r)) : [];
    const kind = r.takesOne('ROWS', 'RANGE');
    if (!kind) return { at, partitionBy, orderBy };
    const between = r.takes('BETWEEN');
    const preceding = r.takes('UNBOUNDED') ? 'UNBOUNDED' : r.sees('CURRENT') ? undefined : sum(r);
    if (!preceding) throw notRead(r.at, 'a frame that starts at the current row is not known');
    r.expect('PRECEDING');
    if (between) r.expect('AND', 'CURRENT', 'ROW');
    return { at, partitionBy, orderBy, frame: { kind, preceding } };
  });
}

function bracketed<T>(r: Reader, inner: () => T): T {
  r.expect('(');
  const value = inner();
  r.expect(')');
  return value;
}
