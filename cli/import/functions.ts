/** Functions of Kinesis Data Analytics and their counterparts. */
import type { Schema } from '../../runtime/types/type';
import type { Sql } from './ast';
import { bare, operandOf, type Translation, translate } from './expressions';
import { type ExprPiece, method, notImported, type Piece, record } from './piece';
import { literal } from './scope';

type Call = Sql & { op: 'call' };

/** Functions of the library of the same meaning, and how many arguments they take. */
const SAME: Readonly<Record<string, readonly [name: string, least: number, most: number]>> = {
  ...{ UPPER: ['upper', 1, 1], LOWER: ['lower', 1, 1], INITCAP: ['initCap', 1, 1] },
  ...{ CHAR_LENGTH: ['charLength', 1, 1], CHARACTER_LENGTH: ['charLength', 1, 1], LENGTH: ['charLength', 1, 1] },
  ...{ TRIM: ['trim', 1, 3], SUBSTRING: ['substring', 2, 3], POSITION: ['position', 2, 2], REPLACE: ['replace', 3, 3] },
  ...{ LEFT: ['left', 2, 2], RIGHT: ['right', 2, 2], CONCAT: ['concat', 1, 99] },
  ...{ REGEX_REPLACE: ['regexpReplace', 3, 3], TO_TIMESTAMP: ['toTimestamp', 1, 2], TO_DATE: ['toDate', 1, 2] },
  ...{ ABS: ['abs', 1, 1], CEIL: ['ceil', 1, 1], CEILING: ['ceil', 1, 1], FLOOR: ['floor', 1, 1] },
  ...{ ROUND: ['round', 1, 2], SIGN: ['sign', 1, 1] },
  ...{ EXP: ['exp', 1, 1], LN: ['ln', 1, 1], LOG10: ['log10', 1, 1], POWER: ['power', 2, 2], SQRT: ['sqrt', 1, 1] },
  ...{ COUNT: ['count', 0, 1], SUM: ['sum', 1, 1], AVG: ['avg', 1, 1], MIN: ['min', 1, 1], MAX: ['max', 1, 1] },
  ...{ STDDEV_POP: ['stddevPop', 1, 1], STDDEV_SAMP: ['stddevSamp', 1, 1], STDDEV: ['stddevSamp', 1, 1] },
  ...{ VAR_POP: ['varPop', 1, 1], VAR_SAMP: ['varSamp', 1, 1] },
  // The time zone of a session is UTC, which is that of Kinesis Data Analytics.
  ...{ CURRENT_TIMESTAMP: ['localTimestamp', 0, 0], LOCALTIMESTAMP: ['localTimestamp', 0, 0] },
  ...{ CURRENT_ROW_TIMESTAMP: ['localTimestamp', 0, 0] },
  ...{ FIRST_VALUE: ['firstValue', 1, 1], LAST_VALUE: ['lastValue', 1, 1], LAG: ['lag', 1, 3] },
};
/** Functions whose arguments all have the type of the first. */
const OF_ONE_TYPE: Readonly<Record<string, string>> = {
  ...{ COALESCE: 'coalesce', NVL: 'coalesce', IFNULL: 'coalesce', NULLIF: 'nullIf' },
  ...{ GREATEST: 'greatest', LEAST: 'least' },
};

/** @throws MillraceError SQL_NOT_IMPORTED for a function without counterpart. */
export function functionCall(t: Translation, sql: Call, expected?: Schema[string]): ExprPiece {
  const { name, at, args } = written(sql);
  if (sql.over)
    throw notImported(
      at,
      `${name} OVER has a counterpart in the select list only`,
      'Select it in a stream of its own first.',
    );
  const oneType = OF_ONE_TYPE[name];
  if (oneType && args.length > 1) {
    const first = translate(t, args[0] as Sql, expected);
    return t.writer.call(oneType, first, ...args.slice(1).map((arg) => operandOf(t, arg, first.value.type)));
  }
  if (name === 'MOD' && args.length === 2)
    return translate(t, { op: 'binary', at, operator: '%', left: args[0] as Sql, right: args[1] as Sql });
  const [fn, least, most] = SAME[name] ?? [];
  if (!fn || !t.writer.has(fn) || least === undefined || most === undefined) {
    const cure = 'Take it out, and write it into the job by hand.';
    throw notImported(at, `the function ${name} has no counterpart`, cure);
  }
  if (args.length < least || args.length > most)
    throw notImported(
      at,
      `${name} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${args.length}`,
    );
  const values: Piece[] = args.map(
    (arg, i) =>
      (i > 0 || name === 'POSITION' ? bare(arg) : undefined) ?? translate(t, arg, i === 0 ? expected : undefined),
  );
  const options = [
    ...(sql.distinct ? [['distinct', literal(true)] as const] : []),
    ...(sql.filter ? [['filter', translate(t, sql.filter)] as const] : []),
  ];
  return t.writer.call(fn, ...values, ...(options.length > 0 ? [record(options)] : []));
}

/** Calls whose arguments have another order, or none that are the same in all calls. */
function written(sql: Call): Call {
  const [first, second] = sql.args;
  const of = /^CHAR_TO_(TIMESTAMP|DATE)$/.exec(sql.name)?.[1];
  if (of && first && second) return { ...sql, name: `TO_${of}`, args: [second, first] };
  // From the first character on, and all occurrences.
  const last = sql.args.slice(3).map((arg) => (arg.op === 'number' ? arg.text : ''));
  if (sql.name === 'REGEX_REPLACE' && last.join() === '1,0') return { ...sql, args: sql.args.slice(0, 3) };
  return sql;
}

/** FLOOR and CEIL of a time, and EXTRACT. */
export function timeFunction(t: Translation, sql: Sql & { op: 'floor' | 'extract' }): ExprPiece {
  const value = translate(t, sql.value);
  const unit = literal(sql.unit);
  if (sql.op === 'extract') return t.writer.call('extract', unit, value);
  return t.writer.call(sql.up ? 'ceilTo' : 'floorTo', value, unit);
}

/** `||` of any number of texts. */
export function concatenation(t: Translation, sql: Sql): ExprPiece {
  const texts = (part: Sql): readonly Sql[] =>
    part.op === 'binary' && part.operator === '||' ? [...texts(part.left), ...texts(part.right)] : [part];
  return t.writer.call('concat', ...texts(sql).map((part) => bare(part) ?? asText(t, part)));
}

function asText(t: Translation, part: Sql): ExprPiece {
  const value = translate(t, part);
  return /^(STRING|VARCHAR|CHAR)/.test(value.value.type.kind) ? value : method(value, 'cast', t.typeOf('string'));
}
