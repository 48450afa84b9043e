/** Expressions of SQL as expressions of the library. */
import { Expression } from '../../runtime/expr';
import { familyOf } from '../../runtime/types/kinds';
import type { Schema } from '../../runtime/types/type';
import type { Sql } from './ast';
import { concatenation, functionCall, timeFunction } from './functions';
import { array, quoted } from './layout';
import { type Columns, type ExprPiece, method, notImported, type Piece, placed, type Writer } from './piece';
import type { Report } from './report';
import { duration, literal } from './scope';
import { codeOf, isInteger, isNumeric, jobType } from './types';

type Type = Schema[string];

export interface Translation {
  /** A type, to be written. */
  readonly typeOf: (code: string) => Piece<Type>;
  readonly writer: Writer;
  readonly report: Report;
  readonly column: Columns;
  /** The column that a name means. */
  readonly resolve: (column: Sql & { op: 'column' }) => string;
  /** What stands for a part of the query that has been computed before, such as a window's start. */
  readonly computed?: (sql: Sql) => ExprPiece | undefined;
}

const COMPARISONS: Readonly<Record<string, string>> = {
  ...{ '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' },
};
/** The comparison that says the same with its sides exchanged. */
const FLIPPED: Readonly<Record<string, string>> = {
  ...{ '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' },
};
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'dividedBy',
  '%': 'mod',
};

/** @param expected the type that a literal takes where it has none of its own. */
export function translate(t: Translation, sql: Sql, expected?: Type): ExprPiece {
  return t.computed?.(sql) ?? placed(sql.at, () => made(t, sql, expected));
}

function made(t: Translation, sql: Sql, expected?: Type): ExprPiece {
  const value = (inner: Sql, of?: Type): ExprPiece => translate(t, inner, of);
  switch (sql.op) {
    case 'column':
      return t.column(t.resolve(sql));
    case 'number':
    case 'string':
    case 'boolean':
    case 'timestamp':
      return typedLiteral(t, sql, expected);
    case 'null':
      throw notImported(
        sql.at,
        'NULL alone has no counterpart',
        'Leave the column out of the stream, or give it a value.',
      );
    case 'unary': {
      if (sql.operator === 'NOT') return method(value(sql.value), 'not');
      return t.writer.call('negate', value(sql.value, expected));
    }
    case 'binary':
      return binary(t, sql, expected);
    case 'isNull':
      return method(value(sql.value), sql.negated ? 'isNotNull' : 'isNull');
    case 'between': {
      const operand = value(sql.value);
      const bounds = [sql.low, sql.high].map((bound) => operandOf(t, bound, operand.value.type));
      return negatedIf(sql.negated, method(operand, 'between', ...bounds));
    }
    case 'in': {
      const operand = value(sql.value);
      const items = sql.list.map((item) => operandOf(t, item, operand.value.type));
      const list = { doc: array(items.map((i) => i.doc)), value: items.map((i) => i.value) };
      return negatedIf(sql.negated, method(operand, 'in', list));
    }
    case 'like': {
      const patterns = [sql.pattern, ...(sql.escape ? [sql.escape] : [])].map((p) => bare(p) ?? value(p));
      return negatedIf(sql.negated, method(value(sql.value), sql.similar ? 'similarTo' : 'like', ...patterns));
    }
    case 'case':
      return caseOf(t, sql, expected);
    case 'cast': {
      const code = jobType(sql.type);
      return cast(t, value(sql.value, t.typeOf(code).value), code);
    }
    case 'floor':
    case 'extract':
      return timeFunction(t, sql);
    case 'call':
      return functionCall(t, sql, expected);
    case 'step':
      throw notImported(
        sql.at,
        'STEP has a counterpart in GROUP BY only',
        'Group by it, and select the very same STEP.',
      );
    case 'interval':
      throw notImported(sql.at, 'an interval has a counterpart in a window only');
  }
}

function binary(t: Translation, sql: Sql & { op: 'binary' }, expected?: Type): ExprPiece {
  const { operator, left, right } = sql;
  if (operator === 'AND' || operator === 'OR')
    return method(translate(t, left), operator.toLowerCase(), translate(t, right));
  const name = COMPARISONS[operator] ?? ARITHMETIC[operator];
  if (right.op === 'interval' && (operator === '+' || operator === '-'))
    return method(translate(t, left), name as string, duration(t.writer, right.ms, right.at));
  if (operator === '||') return concatenation(t, sql);
  const flipped = FLIPPED[operator];
  if (flipped && isLiteral(left) && !isLiteral(right))
    return binary(t, { ...sql, operator: flipped, left: right, right: left }, expected);
  // A literal takes the type of the other side.
  const type =
    isLiteral(left) && !isLiteral(right)
      ? translate(t, right).value.type
      : COMPARISONS[operator]
        ? undefined
        : expected;
  const first = translate(t, left, type);
  const second = operandOf(t, right, first.value.type);
  if (isTyped(second)) refuseOtherKinds(sql, first, second);
  return method(first, name as string, second);
}

const isTyped = (piece: Piece): piece is ExprPiece => piece.value instanceof Expression;

/** Flink's planner would refuse it, with no word of where. */
function refuseOtherKinds({ at, operator }: Sql & { op: 'binary' }, ...sides: readonly [ExprPiece, ExprPiece]): void {
  const kinds = sides.map((s) => s.value.type.kind);
  const families = kinds.map((kind) => (isNumeric(kind) ? 'number' : familyOf(kind)));
  if (families[0] !== families[1])
    throw notImported(
      at,
      `${kinds[0]} ${operator} ${kinds[1]} has no counterpart`,
      'CAST one of the two to the type of the other.',
    );
}

/** Another side of an operator: a bare literal where it is of the type. */
export function operandOf(t: Translation, sql: Sql, type: Type): Piece {
  if (sql.op === 'string' && type.kind === 'STRING') return literal(sql.text);
  if (sql.op === 'boolean' && type.kind === 'BOOLEAN') return literal(sql.value);
  const whole = sql.op === 'number' && /^-?\d+$/.test(sql.text) && Number.isSafeInteger(Number(sql.text));
  if (whole && isNumeric(type.kind)) return literal(Number(sql.text));
  if (sql.op === 'number' && type.kind === 'DOUBLE') return literal(Number(sql.text));
  return translate(t, sql, sql.op === 'number' && isInteger(type.kind) ? undefined : type);
}

const isLiteral = (sql: Sql): boolean => ['number', 'string', 'boolean', 'timestamp'].includes(sql.op);

function typedLiteral(
  t: Translation,
  sql: Sql & { op: 'number' | 'string' | 'boolean' | 'timestamp' },
  expected?: Type,
): ExprPiece {
  const lit = (value: Piece, code: string): ExprPiece => t.writer.call('lit', value, t.typeOf(code));
  switch (sql.op) {
    case 'string':
      return lit(literal(sql.text), 'string');
    case 'boolean':
      return lit(literal(sql.value), 'boolean');
    case 'timestamp': {
      const iso = `${sql.text.trim().replace(' ', 'T')}Z`;
      const value = new Date(iso);
      if (Number.isNaN(value.getTime()))
        throw notImported(sql.at, `'${sql.text}' is no timestamp`, "Write it as '2026-03-29 12:00:00'.");
      return lit({ doc: `new Date(${quoted(iso)})`, value }, 'timestamp');
    }
    case 'number': {
      const whole = /^-?\d+$/.test(sql.text);
      if (expected && /^DECIMAL/.test(expected.kind)) return lit(literal(sql.text), codeOf(expected));
      if (expected && isNumeric(expected.kind) && (whole || !isInteger(expected.kind)))
        return lit(numberOf(sql.text, expected.kind), codeOf(expected));
      if (!whole) return lit(literal(Number(sql.text)), 'double');
      const small = Math.abs(Number(sql.text)) < 2 ** 31;
      return lit(numberOf(sql.text, small ? 'INT' : 'BIGINT'), small ? 'int' : 'bigint');
    }
  }
}

const numberOf = (text: string, kind: string): Piece =>
  kind === 'BIGINT' ? { doc: `${BigInt(text)}n`, value: BigInt(text) } : literal(Number(text));

const negatedIf = (negated: boolean, piece: ExprPiece): ExprPiece => (negated ? method(piece, 'not') : piece);

/** A literal as a JavaScript value. */
export function bare(sql: Sql): Piece | undefined {
  if (sql.op === 'string') return literal(sql.text);
  return sql.op === 'number' && Number.isSafeInteger(Number(sql.text)) ? literal(Number(sql.text)) : undefined;
}

/** A searched CASE; one with an operand compares it. */
function caseOf(t: Translation, sql: Sql & { op: 'case' }, expected?: Type): ExprPiece {
  const values = [...sql.whens.map((w) => w.value), ...(sql.otherwise ? [sql.otherwise] : [])];
  const typed = values.find((v) => !isLiteral(v) && v.op !== 'null');
  const type = typed ? translate(t, typed).value.type : expected;
  const condition = (when: Sql): ExprPiece =>
    sql.operand
      ? translate(t, { op: 'binary', at: when.at, operator: '=', left: sql.operand, right: when })
      : translate(t, when);
  let made: ExprPiece | undefined;
  for (const { when, value } of sql.whens) {
    if (made) made = method(made, 'when', condition(when), operandOf(t, value, made.value.type));
    else
      made = t.writer.call(
        'caseWhen',
        condition(when),
        value.op === 'string' ? literal(value.text) : translate(t, value, type),
      );
  }
  const { otherwise } = sql;
  // Without it, it is NULL.
  if (!otherwise || otherwise.op === 'null') return made as ExprPiece;
  return method(made as ExprPiece, 'otherwise', operandOf(t, otherwise, (made as ExprPiece).value.type));
}

/** A value in another type. */
export function cast(t: Translation, value: ExprPiece, code: string): ExprPiece {
  return value.value.type.kind === t.typeOf(code).value.kind ? value : method(value, 'cast', t.typeOf(code));
}
