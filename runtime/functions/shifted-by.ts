import { intervalLiteral } from '../sql/literals';
import type { Duration } from '../time';
import { type AnyType, withNullability } from '../types/type';
import { ofValues } from './called';
import { notLocal, type ScalarFunction } from './function';
import { below, millis, ofMillis } from './temporal/forms';

/** A timestamp plus or minus a length of time. */
export const shiftedBy = (by: Duration, sign: '+' | '-'): ScalarFunction => ({
  name: `${sign} INTERVAL ${by.ms}`,
  infix: true,
  type: ([at]) => withNullability(at as AnyType, (at as AnyType).isNullable),
  sql: ([at]) => `${at} ${sign} ${intervalLiteral(by.ms)}`,
  code: ofValues(([at], types) => {
    const [type] = types as [AnyType];
    if (by.ms % 10 ** (3 - Math.min(type.spec.precision ?? 3, 3)) !== 0) {
      throw notLocal(`${type.kind} ${sign} ${by}`, 'the type has no digits for it');
    }
    return ofMillis(`(${millis(at as string, type)} ${sign} ${by.ms})`, type, below(at as string, type));
  }),
});
