import { type AnyExpr, aggregateCall, type Expr } from '../../expr';
import { type VarChar, varchar } from '../../types/varchar';
import type { AggregateFunction } from '../function';
import { builtIn } from '../signature';
import type { RowArgument } from './arguments';

const definition = (nulls: string): AggregateFunction => ({
  name: 'JSON_ARRAYAGG',
  type: () => varchar(2000),
  sql: ([x], _, call) => call('JSON_ARRAYAGG', `${x} ${nulls} ON NULL`),
});

/**
 * `JSON_ARRAYAGG(x [NULL | ABSENT] ON NULL)`: the values of the group as the text of a JSON array, in order of arrival.
 * @param onNull whether NULLs are left out, as they are unless told, or come as null.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function jsonArrayagg<X extends AnyExpr>(
  x: X & RowArgument<X>,
  onNull: 'ABSENT' | 'NULL' = 'ABSENT',
): Expr<VarChar<2000>, 'agg'> {
  return aggregateCall(definition(onNull === 'NULL' ? 'NULL' : 'ABSENT'), [x.node]) as never;
}
builtIn(definition('ABSENT'), jsonArrayagg);
