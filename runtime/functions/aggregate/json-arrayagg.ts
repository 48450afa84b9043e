import { type AnyExpr, aggregateCall, type Expr } from '../../expr';
import type { AnyType } from '../../types/type';
import { type VarChar, varchar } from '../../types/varchar';
import type { AggregateFunction, Code } from '../function';
import { builtIn } from '../signature';
import { jsonWriterOf } from '../support/json-values';
import type { RowArgument } from './arguments';

/** Statements about the JSON of a value, and about that of NULL. */
function eachItem(
  [x]: readonly Code[],
  [type]: readonly AnyType[],
  does: (json: string) => string,
  ofNull: string,
): string {
  const { value, isNull } = x as Code;
  const one = does(`$.jsonOf(${jsonWriterOf(type as AnyType)}, ${value})`);
  return isNull === 'false' ? one : `if (${isNull}) { ${ofNull} } else { ${one} }`;
}

const definition = (nulls: string): AggregateFunction => ({
  name: 'JSON_ARRAYAGG',
  type: () => varchar(2000),
  sql: ([x], _, call) => call('JSON_ARRAYAGG', `${x} ${nulls} ON NULL`),
  local: {
    keepsEach: true,
    slots: () => [{ storage: 'any', init: '[]' }],
    accumulate: ([list], args, types) =>
      eachItem(args, types, (json) => `${list}.push(${json});`, nulls === 'NULL' ? `${list}.push('null');` : ''),
    retract: ([list], args, types) =>
      eachItem(args, types, (json) => `$.removeFirst(${list}, ${json});`, `$.removeFirst(${list}, 'null');`),
    merge: ([list], [other]) => `${list}.push(...${other});`,
    value: ([list]) => ({ value: `$.jsonArray(${list})`, isNull: 'false' }),
  },
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
