import { type AnyExpr, aggregateCall, type Expr } from '../../expr';
import type { AnyType } from '../../types/type';
import { type AggregateFunction, type Code, unlessNull } from '../function';
import type { NumericArgument, RowArgument, TypeOfExpr } from './arguments';

const definition: AggregateFunction = {
  name: 'AVG',
  type: ([x]) => x as AnyType,
  // The planner may turn AVG into SUM / COUNT where that saves an aggregate, and the SUM of an INT would wrap.
  sql: ([x], [type], call) =>
    type?.kind === 'INT' ? `CAST(${call('AVG', `CAST(${x} AS BIGINT)`)} AS INT)` : call('AVG', x as string),
  local: {
    // Flink sums integers as BIGINT, which wraps as the 64-bit slot does; DOUBLE from 0.0, which makes the AVG of −0.0 alone 0.0.
    slots: ([x]) => [
      x?.kind === 'DOUBLE' ? { storage: 'f64', init: '0' } : { storage: 'i64', init: '0n' },
      { storage: 'f64', init: '0' },
    ],
    accumulate([sum, n], args, [type]) {
      const [x] = args as [Code];
      const add =
        type?.kind === 'DOUBLE'
          ? `${sum} += ${x.value};`
          : `${sum} += ${type?.kind === 'INT' ? `BigInt(${x.value})` : x.value};`;
      return unlessNull(x, `${add} ${n}++;`);
    },
    merge: ([sum, n], [otherSum, m]) => `${sum} += ${otherSum}; ${n} += ${m};`,
    value([sum, n], [type]) {
      const isNull = `${n} === 0`;
      if (type?.kind === 'DOUBLE') return { value: `(${sum} / ${n})`, isNull };
      // BigInt division truncates toward zero, as Flink's does; a group of NULLs must not divide by 0n.
      const quotient = `(${sum} / BigInt(${n} || 1))`;
      return { value: type?.kind === 'INT' ? `Number(${quotient})` : quotient, isNull };
    },
  },
};

/**
 * `AVG(x)` in the type of x: the AVG of an INT is an INT, truncated toward zero. NULLs are skipped; NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function avg<X extends AnyExpr>(x: X & RowArgument<X> & NumericArgument<X>): Expr<TypeOfExpr<X>, 'agg'> {
  return aggregateCall(definition, [x.node]) as never;
}
