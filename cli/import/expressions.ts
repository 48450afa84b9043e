/** Expressions of SQL as expressions of the library. */
import type { Schema } from '../../runtime/types/type';
import type { Sql } from './ast';
import { functionCall } from './functions';
import { flat, quoted } from './layout';
import { type Columns, type ExprPiece, method, notImported, type Piece, placed, type Writer } from './piece';
import type { Report } from './report';
import { duration, literal } from './scope';
import { codeOf, isInteger, isNumeric, jobType, typePiece } from './types';

type Type = Schema[string];

export interface Translation {
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
    case 'null': {
      const type = typePiece({ code: expected ? codeOf(expected) : 'string', nullable: true });
      return asSql(t, type, ['CAST(NULL AS ', type.value.spec.sql, ')']);
    }
    case 'unary': {
      if (sql.operator === 'NOT') return method(value(sql.value), 'not');
      const operand = value(sql.value, expected);
      return method(typedLiteral(t, { op: 'number', at: sql.at, text: '0' }, operand.value.type), 'minus', operand);
    }
    case 'binary':
      return binary(t, sql, expected);
    case 'isNull':
      return method(value(sql.value), sql.negated ? 'isNotNull' : 'isNull');
    case 'between': {
      const operand = value(sql.value);
      const low = method(operand, sql.negated ? 'lt' : 'gte', operandOf(t, sql.low, operand.value.type));
      const high = method(operand, sql.negated ? 'gt' : 'lte', operandOf(t, sql.high, operand.value.type));
      return method(low, sql.negated ? 'or' : 'and', high);
    }
    case 'in': {
      const operand = value(sql.value);
      const [first, ...more] = sql.list.map((item) =>
        method<ExprPiece['value']>(operand, sql.negated ? 'ne' : 'eq', operandOf(t, item, operand.value.type)),
      );
      return more.reduce((all, one) => method(all, sql.negated ? 'and' : 'or', one), first as ExprPiece);
    }
    case 'like': {
      const [operand, pattern] = [value(sql.value), value(sql.pattern)];
      const type = typePiece({ code: 'boolean', nullable: anyNull(operand, pattern) });
      const ending = sql.escape ? [' ESCAPE ', value(sql.escape)] : [];
      return asSql(t, type, [operand, sql.negated ? ' NOT LIKE ' : ' LIKE ', pattern, ...ending]);
    }
    case 'case':
      return caseOf(t, sql, expected);
    case 'cast':
      return cast(
        t,
        value(sql.value, typePiece({ code: jobType(sql.type), nullable: false }).value),
        jobType(sql.type),
      );
    case 'floor': {
      const operand = value(sql.value);
      const type = typePiece({ code: 'timestamp', nullable: anyNull(operand) });
      return asSql(t, type, [sql.up ? 'CEIL(' : 'FLOOR(', operand, ` TO ${sql.unit})`]);
    }
    case 'extract': {
      const operand = value(sql.value);
      return asSql(t, typePiece({ code: 'bigint', nullable: anyNull(operand) }), [
        `EXTRACT(${sql.unit} FROM `,
        operand,
        ')',
      ]);
    }
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
  if (operator === '||') {
    const sides = [translate(t, left), translate(t, right)] as const;
    return asSql(t, typePiece({ code: 'string', nullable: anyNull(...sides) }), [sides[0], ' || ', sides[1]]);
  }
  // A literal takes the type of the other side.
  const type =
    isLiteral(left) && !isLiteral(right)
      ? translate(t, right).value.type
      : COMPARISONS[operator]
        ? undefined
        : expected;
  const first = translate(t, left, type);
  return method(first, name as string, operandOf(t, right, first.value.type));
}

/** Another side of an operator: a bare literal where it is of the type. */
function operandOf(t: Translation, sql: Sql, type: Type): Piece {
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
  const lit = (value: Piece, code: string): ExprPiece => {
    t.writer.use('t');
    return t.writer.call('lit', value, typePiece({ code, nullable: false }));
  };
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

/** A searched CASE; one with an operand compares it. */
function caseOf(t: Translation, sql: Sql & { op: 'case' }, expected?: Type): ExprPiece {
  const values = [...sql.whens.map((w) => w.value), ...(sql.otherwise ? [sql.otherwise] : [])];
  const typed = values.find((v) => !isLiteral(v) && v.op !== 'null');
  const type = expected ?? (typed && translate(t, typed).value.type);
  const results = values.map((v) => translate(t, v, type));
  const conditions = sql.whens.map(({ when }) =>
    sql.operand
      ? translate(t, { op: 'binary', at: when.at, operator: '=', left: sql.operand, right: when })
      : translate(t, when),
  );
  const [first] = results as [ExprPiece];
  const nullable = !sql.otherwise || results.some((r) => r.value.type.isNullable);
  const text: (string | ExprPiece)[] = ['CASE'];
  conditions.forEach((condition, i) => {
    text.push(' WHEN ', condition, ' THEN ', results[i] as ExprPiece);
  });
  if (sql.otherwise) text.push(' ELSE ', results.at(-1) as ExprPiece);
  return asSql(t, typePiece({ code: codeOf(first.value.type), nullable }), [...text, ' END']);
}

/** A value in another type. */
export function cast(t: Translation, value: ExprPiece, code: string): ExprPiece {
  const type = typePiece({ code, nullable: value.value.type.isNullable });
  if (type.value.kind === value.value.type.kind) return value;
  return asSql(t, type, ['CAST(', value, ` AS ${type.value.spec.sql})`]);
}

/** SQL of its own inside a job: `` sql(t.string)`…` ``. */
export function asSql(t: Translation, type: Piece<Type>, text: readonly (string | ExprPiece)[]): ExprPiece {
  t.writer.use('t');
  const tag = t.writer.call<(strings: readonly string[], ...values: readonly unknown[]) => ExprPiece['value']>(
    'sql',
    type,
  );
  const strings: string[] = [''];
  const values: unknown[] = [];
  let code = '';
  for (const part of text) {
    if (typeof part === 'string') {
      strings[strings.length - 1] += part;
      code += part.replace(/[`\\]|\$\{/g, '\\$&');
    } else {
      strings.push('');
      values.push(part.value);
      code += `\${${flat(part.doc)}}`;
    }
  }
  return { doc: `${flat(tag.doc)}\`${code}\``, value: tag.value(Object.assign(strings, { raw: strings }), ...values) };
}

export const anyNull = (...values: readonly ExprPiece[]): boolean => values.some((v) => v.value.type.isNullable);
