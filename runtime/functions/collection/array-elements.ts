import { type AnyExpr, call, type Expr } from '../../expr';
import { type Boolean_, boolean } from '../../types/boolean';
import { type Int, int } from '../../types/int';
import { type ArrayKind, familyOf } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type AnyType, withNullability } from '../../types/type';
import { type FunctionCode, maybe, ofValues } from '../called';
import { type OrNull, sameTypes } from '../conditional/coalesce';
import { anyNullable, notLocal } from '../function';
import {
  argument,
  type Bare,
  builtIn,
  condition,
  type Is,
  type Nulls,
  type Stages,
  type TypeOfExpr,
} from '../signature';

import {
  arrays,
  type ElementOf,
  elementCodec,
  elementNode,
  elementOf,
  type IsElement,
  type Same,
  type SameArray,
  same,
  typed,
  withElement,
} from './array-code';

/** How elements are put in order. @throws MillraceError NOT_LOCAL */
function orderOf(name: string, type: AnyType | undefined): string {
  const element = elementOf(type);
  switch (familyOf(element.kind)) {
    case 'integer':
      return element.kind === 'BIGINT' ? 'integer' : 'number';
    case 'approximate':
      return 'number';
    case 'decimal':
      return 'decimal';
    case 'binary':
      return 'binary';
    case 'boolean':
    case 'array':
    case 'map':
    case 'row':
      throw notLocal(`${name} of ${type?.kind}`, 'Flink has no code for it');
    default:
      return 'text';
  }
}

/** Whether equal values are equal texts, to Flink too, which looks at memory where a part may be NULL. */
function isPlain({ kind, spec }: AnyType): boolean {
  const { element, key, value, fields = {} } = spec.parts ?? {};
  return (
    familyOf(kind) !== 'approximate' &&
    [element, key, value, ...Object.values(fields)].every((part) => !part || (!part.isNullable && isPlain(part)))
  );
}

/** Of a function that compares elements. */
const equalElements =
  (name: string, code: FunctionCode): FunctionCode =>
  (args, types, type, nodes) => {
    const element = elementOf(types[0]);
    if (element.spec.parts && !isPlain(element)) {
      throw notLocal(`${name} of ${types[0]?.kind}`, 'Flink compares such elements as they lie in memory');
    }
    return code(args, types, type, nodes);
  };

const arrayDistinctDefinition = same(
  'ARRAY_DISTINCT',
  equalElements(
    'ARRAY_DISTINCT',
    ofValues(([x]) => `$.distinct(${x})`),
  ),
);
/**
 * `ARRAY_DISTINCT(x)`: each element once, in the order of their first places. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayDistinct = builtIn(
  arrayDistinctDefinition,
  <X extends AnyExpr>(x: X & Is<X, ArrayKind, 'ARRAY_DISTINCT'>): Same<X, X> =>
    call(arrayDistinctDefinition, [argument('ARRAY_DISTINCT', arrays, x)]) as never,
);

const arrayUnionDefinition = same(
  'ARRAY_UNION',
  equalElements(
    'ARRAY_UNION',
    ofValues(([a, b]) => `$.union(${a}, ${b})`),
  ),
);
/**
 * `ARRAY_UNION(a, b)`: the elements of two arrays, each once. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayUnion = builtIn(
  arrayUnionDefinition,
  <X extends AnyExpr, Y extends AnyExpr>(
    a: X & Is<X, ArrayKind, 'ARRAY_UNION'>,
    b: Y & SameArray<X, Y, 'ARRAY_UNION'>,
  ): Same<X, X | Y> => call(arrayUnionDefinition, sameTypes('ARRAY_UNION', a, [b])) as never,
);

const arrayExceptDefinition = same(
  'ARRAY_EXCEPT',
  equalElements(
    'ARRAY_EXCEPT',
    ofValues(([a, b]) => `$.except(${a}, ${b})`),
  ),
);
/**
 * `ARRAY_EXCEPT(a, b)`: the elements of the first array that the second has not, each once. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayExcept = builtIn(
  arrayExceptDefinition,
  <X extends AnyExpr, Y extends AnyExpr>(
    a: X & Is<X, ArrayKind, 'ARRAY_EXCEPT'>,
    b: Y & SameArray<X, Y, 'ARRAY_EXCEPT'>,
  ): Same<X, X | Y> => call(arrayExceptDefinition, sameTypes('ARRAY_EXCEPT', a, [b])) as never,
);

const arrayIntersectDefinition = same(
  'ARRAY_INTERSECT',
  equalElements(
    'ARRAY_INTERSECT',
    ofValues(([a, b]) => `$.intersect(${a}, ${b})`),
  ),
);
/**
 * `ARRAY_INTERSECT(a, b)`: the elements that both arrays have, each once. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayIntersect = builtIn(
  arrayIntersectDefinition,
  <X extends AnyExpr, Y extends AnyExpr>(
    a: X & Is<X, ArrayKind, 'ARRAY_INTERSECT'>,
    b: Y & SameArray<X, Y, 'ARRAY_INTERSECT'>,
  ): Same<X, X | Y> => call(arrayIntersectDefinition, sameTypes('ARRAY_INTERSECT', a, [b])) as never,
);

const arrayContainsDefinition = typed(
  'ARRAY_CONTAINS',
  ([x]) => withNullability(boolean, x?.isNullable === true),
  equalElements('ARRAY_CONTAINS', withElement('contains')),
);
/**
 * `ARRAY_CONTAINS(x, value)`: whether the array has the element; a NULL element fails the job. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayContains = builtIn(
  arrayContainsDefinition,
  <X extends AnyExpr, V extends AnyExpr | Bare>(
    x: X & Is<X, ArrayKind, 'ARRAY_CONTAINS'>,
    value: V & IsElement<V, X, 'ARRAY_CONTAINS'>,
  ): Expr<Boolean_<NullableOf<TypeOfExpr<X>>>, Stages<X | V>> => {
    const of = argument('ARRAY_CONTAINS', arrays, x);
    return call(arrayContainsDefinition, [of, elementNode('ARRAY_CONTAINS', of, value)]) as never;
  },
);

const arrayPositionDefinition = typed(
  'ARRAY_POSITION',
  ([x, value]) => withNullability(int, anyNullable([x as AnyType, value as AnyType])),
  equalElements(
    'ARRAY_POSITION',
    ofValues(([x, value], [type]) => `$.positionOf(${x}, ${elementCodec(type)}, ${value})`),
  ),
);
/**
 * `ARRAY_POSITION(x, value)`: where the array first has the element, from 1; 0 when it has not. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayPosition = builtIn(
  arrayPositionDefinition,
  <X extends AnyExpr, V extends AnyExpr | Bare>(
    x: X & Is<X, ArrayKind, 'ARRAY_POSITION'>,
    value: V & IsElement<V, X, 'ARRAY_POSITION'>,
  ): Expr<Int<Nulls<X | V>>, Stages<X | V>> => {
    const of = argument('ARRAY_POSITION', arrays, x);
    return call(arrayPositionDefinition, [of, elementNode('ARRAY_POSITION', of, value)]) as never;
  },
);

const arrayRemoveDefinition = typed(
  'ARRAY_REMOVE',
  ([x]) => withNullability(x as AnyType, x?.isNullable === true),
  equalElements('ARRAY_REMOVE', withElement('removed')),
);
/**
 * `ARRAY_REMOVE(x, value)`: the array without the elements that are equal to the value. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayRemove = builtIn(
  arrayRemoveDefinition,
  <X extends AnyExpr, V extends AnyExpr | Bare>(
    x: X & Is<X, ArrayKind, 'ARRAY_REMOVE'>,
    value: V & IsElement<V, X, 'ARRAY_REMOVE'>,
  ): Expr<OrNull<TypeOfExpr<X>, NullableOf<TypeOfExpr<X>>>, Stages<X | V>> => {
    const of = argument('ARRAY_REMOVE', arrays, x);
    return call(arrayRemoveDefinition, [of, elementNode('ARRAY_REMOVE', of, value)]) as never;
  },
);

const arraySortDefinition = same(
  'ARRAY_SORT',
  ofValues(
    ([x, isAscending = 'true', nullsFirst = isAscending], [type]) =>
      `$.sorted(${x}, '${orderOf('ARRAY_SORT', type)}', ${isAscending}, ${nullsFirst})`,
  ),
);
/**
 * `ARRAY_SORT(x[, ascending[, nullsFirst]])`: the elements in order, ascending unless told, NULLs first when ascending unless
 * told. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arraySort = builtIn(
  arraySortDefinition,
  <X extends AnyExpr>(x: X & Is<X, ArrayKind, 'ARRAY_SORT'>, ascending?: boolean, nullsFirst?: boolean): Same<X, X> =>
    call(arraySortDefinition, [
      argument('ARRAY_SORT', arrays, x),
      ...(ascending === undefined && nullsFirst === undefined
        ? []
        : [argument('ARRAY_SORT', condition, ascending ?? true)]),
      ...(nullsFirst === undefined ? [] : [argument('ARRAY_SORT', condition, nullsFirst)]),
    ]) as never,
);

const arrayMaxDefinition = typed(
  'ARRAY_MAX',
  ([x]) => withNullability(elementOf(x), true),
  maybe(([x], [type]) => `$.extreme(${elementCodec(type)}, ${x}, '${orderOf('ARRAY_MAX', type)}', 1)`),
);
/**
 * `ARRAY_MAX(x)`: the greatest element. NULL of an array without one, and of NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayMax = builtIn(
  arrayMaxDefinition,
  <X extends AnyExpr>(x: X & Is<X, ArrayKind, 'ARRAY_MAX'>): Expr<OrNull<ElementOf<X>, true>, Stages<X>> =>
    call(arrayMaxDefinition, [argument('ARRAY_MAX', arrays, x)]) as never,
);

const arrayMinDefinition = typed(
  'ARRAY_MIN',
  ([x]) => withNullability(elementOf(x), true),
  maybe(([x], [type]) => `$.extreme(${elementCodec(type)}, ${x}, '${orderOf('ARRAY_MIN', type)}', -1)`),
);
/**
 * `ARRAY_MIN(x)`: the least element. NULL of an array without one, and of NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayMin = builtIn(
  arrayMinDefinition,
  <X extends AnyExpr>(x: X & Is<X, ArrayKind, 'ARRAY_MIN'>): Expr<OrNull<ElementOf<X>, true>, Stages<X>> =>
    call(arrayMinDefinition, [argument('ARRAY_MIN', arrays, x)]) as never,
);
