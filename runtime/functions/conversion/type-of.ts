import { type AnyExpr, call, type Expr } from '../../expr';
import { type String_, string } from '../../types/string';
import type { ScalarFunction } from '../function';
import { builtIn, type Stages } from '../signature';

const definition: ScalarFunction = { name: 'TYPEOF', type: () => string.nullable() };

/**
 * `TYPEOF(x)`: how Flink spells the type of x, such as `INT NOT NULL`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#type-conversion-functions
 */
export const typeOf = builtIn(
  definition,
  <X extends AnyExpr>(x: X): Expr<String_<true>, Stages<X>> => call(definition, [x.node]) as never,
);
