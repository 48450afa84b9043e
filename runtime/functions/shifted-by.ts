import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import { type AnyType, withNullability } from '../types/type';
import { type Code, notLocal, type ScalarFunction } from './function';

/** A timestamp plus or minus a length of time. */
export const shiftedBy = (by: Duration, sign: '+' | '-'): ScalarFunction => ({
  name: `${sign} INTERVAL ${by.ms}`,
  infix: true,
  type: ([at]) => withNullability(at as AnyType, (at as AnyType).isNullable),
  sql: ([at]) => `${at} ${sign} ${intervalLiteral(by.ms)}`,
  code([at], [type]) {
    if (type?.spec.storage !== 'time') throw notLocal(`${type?.kind} ${sign} INTERVAL`);
    const { value, isNull } = at as Code;
    return { value: `(${value} ${sign} ${by.ms})`, isNull };
  },
});
