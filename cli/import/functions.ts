/** Functions of Kinesis Data Analytics and their counterparts. */
import type { Schema } from '../../runtime/types/type';
import type { Sql } from './ast';
import { anyNull, asSql, type Translation, translate } from './expressions';
import { type ExprPiece, notImported, record } from './piece';
import { literal } from './scope';
import { codeOf, typePiece } from './types';

type Call = Sql & { op: 'call' };

/** Functions of the library of the same meaning. */
const SAME: Readonly<Record<string, string>> = {
  ...{ UPPER: 'upper', LOWER: 'lower', ABS: 'abs', CHAR_LENGTH: 'charLength', CHARACTER_LENGTH: 'charLength' },
  ...{ LENGTH: 'charLength', COALESCE: 'coalesce', NVL: 'coalesce', IFNULL: 'coalesce' },
  ...{ COUNT: 'count', SUM: 'sum', AVG: 'avg', MIN: 'min', MAX: 'max' },
};

interface Flink {
  readonly code: string | 'argument';
  readonly sql: (args: readonly ExprPiece[]) => readonly (string | ExprPiece)[];
  /** How many arguments it takes. */
  readonly takes: readonly [number, number];
}

const plain = (name: string, code: string, ...takes: [number, number]): Flink => ({
  code,
  takes,
  sql: (args) => [`${name}(`, ...args.flatMap((a, i) => (i ? [', ', a] : [a])), ')'],
});
const trim = (side: string): Flink => ({
  code: 'string',
  takes: [2, 2],
  sql: ([text, of]) => [`TRIM(${side} `, of as ExprPiece, ' FROM ', text as ExprPiece, ')'],
});

/** Functions that Flink has and that are written as SQL inside the job. */
const FLINK: Readonly<Record<string, Flink>> = {
  SUBSTRING: plain('SUBSTRING', 'string', 2, 3),
  TRIM: plain('TRIM', 'string', 1, 1),
  TRIM_BOTH: trim('BOTH'),
  TRIM_LEADING: trim('LEADING'),
  TRIM_TRAILING: trim('TRAILING'),
  INITCAP: plain('INITCAP', 'string', 1, 1),
  POSITION: {
    code: 'int',
    takes: [2, 2],
    sql: ([part, text]) => ['POSITION(', part as ExprPiece, ' IN ', text as ExprPiece, ')'],
  },
  CEIL: plain('CEIL', 'argument', 1, 1),
  CEILING: plain('CEIL', 'argument', 1, 1),
  FLOOR: plain('FLOOR', 'argument', 1, 1),
  ROUND: plain('ROUND', 'argument', 1, 2),
  MOD: plain('MOD', 'argument', 2, 2),
  EXP: plain('EXP', 'double', 1, 1),
  LN: plain('LN', 'double', 1, 1),
  LOG10: plain('LOG10', 'double', 1, 1),
  POWER: plain('POWER', 'double', 2, 2),
  SQRT: plain('SQRT', 'double', 1, 1),
};

const NULLABLE_AGGREGATE = new Set(['FIRST_VALUE', 'LAST_VALUE', 'STDDEV_POP', 'STDDEV_SAMP', 'VAR_POP', 'VAR_SAMP']);

/** @throws MillraceError SQL_NOT_IMPORTED for a function without counterpart. */
export function functionCall(t: Translation, sql: Call, expected?: Schema[string]): ExprPiece {
  const { name, at } = sql;
  if (sql.over)
    throw notImported(
      at,
      `${name} OVER has a counterpart in the select list only`,
      'Select it in a stream of its own first.',
    );
  const args = sql.args.map((arg, i) => {
    const first =
      i > 0 && name !== 'ROUND' && name !== 'SUBSTRING' ? translate(t, sql.args[0] as Sql).value.type : expected;
    return translate(t, arg, first);
  });
  const same = SAME[name];
  if (same && t.writer.has(same)) {
    const options = [
      ...(sql.distinct ? [['distinct', literal(true)] as const] : []),
      ...(sql.filter ? [['filter', translate(t, sql.filter)] as const] : []),
    ];
    const [first, ...rest] = args;
    if (same === 'coalesce') return rest.reduce((a, b) => t.writer.call('coalesce', a, b), first as ExprPiece);
    return t.writer.call(same, ...args, ...(options.length > 0 ? [record(options)] : []));
  }
  const flink = FLINK[name];
  if (!flink || NULLABLE_AGGREGATE.has(name)) {
    const cure = /^RANDOM|^CURRENT|^LOCAL/.test(name)
      ? 'It has another value in every run.'
      : 'Take it out, and add it to the job by hand.';
    throw notImported(at, `the function ${name} has no counterpart`, cure);
  }
  const [least, most] = flink.takes;
  if (args.length < least || args.length > most)
    throw notImported(
      at,
      `${name} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${args.length}`,
    );
  const code = flink.code === 'argument' ? codeOf((args[0] as ExprPiece).value.type) : flink.code;
  t.report.add(at, 'done', name, 'SQL of its own in the job');
  return asSql(t, typePiece({ code, nullable: anyNull(...args) }), flink.sql(args));
}
