import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import { type SumOf, sumType } from '../../types/numeric';
import type { AnyType } from '../../types/type';
import { type AggregateFunction, type Code, notLocal, unlessNull } from '../function';
import { builtIn } from '../signature';
import type { Aggregated, NoOptions, NumericArgument, RowArgument, TypeOfExpr } from './arguments';

/** Adding within a type: integers wrap silently. Starts from the first value, so that the SUM of −0.0 alone is −0.0. */
const ADD: Record<string, (sum: string, x: string) => string> = {
  DOUBLE: (sum, x) => `${sum} + ${x}`,
  FLOAT: (sum, x) => `Math.fround(${sum} + ${x})`,
  TINYINT: (sum, x) => `((${sum} + ${x}) << 24) >> 24`,
  SMALLINT: (sum, x) => `((${sum} + ${x}) << 16) >> 16`,
  INT: (sum, x) => `(${sum} + ${x}) | 0`,
  // Its slot has 64 bits and wraps by itself.
  BIGINT: (sum, x) => `${sum} + ${x}`,
};

const definition: AggregateFunction = {
  name: 'SUM',
  nullableWhenFiltered: true,
  type: ([x]) => sumType(x as AnyType),
  local: {
    slots: ([x]) => [
      x?.kind === 'BIGINT' ? { storage: 'i64', init: '0n' } : { storage: 'f64', init: '0' },
      { storage: 'f64', init: '0' },
    ],
    accumulate([sum, filled], args, [type]) {
      const [x] = args as [Code];
      const add = ADD[(type as AnyType).kind];
      if (!add) throw notLocal(`SUM of ${type?.kind}`);
      return unlessNull(
        x,
        `if (${filled} === 0) { ${sum} = ${x.value}; ${filled} = 1; } else ${sum} = ${add(sum as string, x.value)};`,
      );
    },
    value: ([sum, filled]) => ({ value: sum as string, isNull: `${filled} === 0` }),
  },
};

/**
 * `SUM(x)` in the type of x: integers wrap silently on overflow, as in Flink; of a DECIMAL(p, s) it is DECIMAL(38, s). NULLs are skipped; NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function sum<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & NumericArgument<X>,
  options?: O,
): Aggregated<SumOf<TypeOfExpr<X>>, O> {
  return aggregateCall(definition, [x.node], options) as never;
}
builtIn(definition, sum);
