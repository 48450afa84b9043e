import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import { familyOf } from '../../types/kinds';
import { type AvgOf, avgType } from '../../types/numeric';
import type { AnyType } from '../../types/type';
import { type AggregateFunction, type Code, unlessNull } from '../function';
import { builtIn } from '../signature';
import type { Aggregated, NoOptions, NumericArgument, RowArgument, TypeOfExpr } from './arguments';
import { decimalAvg, forDecimals } from './decimal-sums';

const isShort = (type: AnyType | undefined): boolean => type?.spec.storage === 'i32';
const isFloating = (type: AnyType | undefined): boolean => familyOf(type?.kind ?? '') === 'approximate';

/** A value into the sum, or out of it. */
function step([sum, n]: readonly string[], args: readonly Code[], type: AnyType | undefined, sign: '+' | '-'): string {
  const [x] = args as [Code];
  if (isFloating(type)) return unlessNull(x, `${sum} ${sign}= ${x.value}; ${n}${sign}${sign};`);
  const whole = isShort(type) ? `BigInt(${x.value})` : x.value;
  return unlessNull(x, `${sum} = BigInt.asIntN(64, ${sum} ${sign} ${whole}); ${n}${sign}${sign};`);
}

const definition: AggregateFunction = {
  name: 'AVG',
  nullableWhenFiltered: true,
  type: ([x]) => avgType(x as AnyType),
  // The planner may turn AVG into SUM / COUNT where that saves an aggregate, and the SUM of an INT would wrap; of less it more so.
  sql: ([x], [type], call) =>
    isShort(type) ? `CAST(${call('AVG', `CAST(${x} AS BIGINT)`)} AS ${type?.kind})` : call('AVG', x as string),
  local: forDecimals(decimalAvg, {
    // Flink sums integers as BIGINT, which wraps; FLOAT and DOUBLE as DOUBLE from 0.0, which makes the AVG of −0.0 alone 0.0.
    slots: ([x]) => [
      isFloating(x) ? { storage: 'f64', init: '0' } : { storage: 'i64', init: '0n' },
      { storage: 'f64', init: '0' },
    ],
    accumulate: (slots, args, [type]) => step(slots, args, type, '+'),
    retract: (slots, args, [type]) => step(slots, args, type, '-'),
    merge: ([sum, n], [otherSum, m], [type]) =>
      `${sum} = ${isFloating(type) ? `${sum} + ${otherSum}` : `BigInt.asIntN(64, ${sum} + ${otherSum})`}; ${n} += ${m};`,
    value([sum, n], [type]) {
      const isNull = `${n} === 0`;
      if (type?.kind === 'DOUBLE') return { value: `(${sum} / ${n})`, isNull };
      if (type?.kind === 'FLOAT') return { value: `Math.fround(${sum} / ${n})`, isNull };
      // BigInt division truncates toward zero, as Flink's does; a group of NULLs must not divide by 0n.
      const quotient = `(${sum} / BigInt(${n} || 1))`;
      return { value: isShort(type) ? `Number(${quotient})` : quotient, isNull };
    },
  }),
};

/**
 * `AVG(x)` in the type of x: the AVG of an INT is an INT, truncated toward zero, and of a DECIMAL(p, s)
 * a DECIMAL(38, max(6, s)). NULLs are skipped; NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function avg<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & NumericArgument<X>,
  options?: O,
): Aggregated<AvgOf<TypeOfExpr<X>>, O> {
  return aggregateCall(definition, [x.node], options) as never;
}
builtIn(definition, avg);
