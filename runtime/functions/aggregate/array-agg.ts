import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import { type Array_, array } from '../../types/array';
import type { NullableOf } from '../../types/numeric';
import { arrayJson, jsonWriter, type Stored } from '../../types/stored';
import { type AnyType, withNullability } from '../../types/type';
import type { AggregateFunction, Code } from '../function';
import { builtIn } from '../signature';
import { addUserFunction } from '../support';
import type { Aggregated, NoOptions, RowArgument, TypeOfExpr } from './arguments';

const writers = new WeakMap<AnyType['spec'], number>();
/** The number of what makes the text of an array of values. */
function writerOf(element: AnyType): number {
  let writer = writers.get(element.spec);
  if (writer === undefined) {
    const json = jsonWriter(element);
    writer = addUserFunction((list) =>
      arrayJson((list as (Stored | null)[]).map((value) => (value === null ? 'null' : json(value)))),
    );
    writers.set(element.spec, writer);
  }
  return writer;
}

const nullable = ({ value, isNull }: Code): string => (isNull === 'false' ? value : `${isNull} ? null : ${value}`);

const definition: AggregateFunction = {
  name: 'ARRAY_AGG',
  nullableWhenFiltered: true,
  type: ([x]) => withNullability(array(x as AnyType), x?.isNullable === true),
  local: {
    slots: () => [{ storage: 'any', init: '[]' }],
    accumulate: ([list], [x]) => `${list}.push(${nullable(x as Code)});`,
    retract: ([list], [x]) => `$.removeFirst(${list}, ${nullable(x as Code)});`,
    merge: ([list], [other]) => `${list}.push(...${other});`,
    value: ([list], [element]) => ({
      value: `$.user(${writerOf(element as AnyType)}, ${list})`,
      isNull: `${list}.length === 0`,
    }),
  },
};

/**
 * `ARRAY_AGG(x)`: the values of the group, NULLs too, in order of arrival, as an ARRAY.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function arrayAgg<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X>,
  options?: O,
): Aggregated<Array_<TypeOfExpr<X>, NullableOf<TypeOfExpr<X>>>, O> {
  return aggregateCall(definition, [x.node], options) as never;
}
builtIn(definition, arrayAgg);
