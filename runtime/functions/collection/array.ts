import { MillraceError } from '../../errors';
import { type AnyExpr, call, type Expr, operand } from '../../expr';
import { type Array_, array } from '../../types/array';
import { type Boolean_, boolean } from '../../types/boolean';
import { type Int, int } from '../../types/int';
import { type ArrayKind, type CharacterKind, familyOf, type IntegerKind, type MapKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type String_, string } from '../../types/string';
import { type AnyType, type PartsOf, withNullability } from '../../types/type';
import { type FunctionCode, maybe, noValue, nullable, ofValues, orNull } from '../called';
import { type OrNull, type SameType, sameTypes } from '../conditional/coalesce';
import { anyNullable, type Code, type ExprNode, notLocal, type ScalarFunction } from '../function';
import {
  argument,
  type Bare,
  builtIn,
  character,
  condition,
  type Is,
  int32,
  type Nulls,
  type Parameter,
  type Stages,
  type TypeOfExpr,
} from '../signature';
import { codecOf } from '../support/codecs';

export const arrays: Parameter<ArrayKind, never> = { families: ['array'] };

/** The type of the elements of an ARRAY. */
export type ElementOf<X> = PartsOf<TypeOfExpr<X>> extends { readonly element: infer E extends AnyType } ? E : never;
export const elementOf = (type: AnyType | undefined): AnyType => type?.spec.parts?.element as AnyType;
/** The same ARRAY, nullable when an argument is. */
type Same<X, A> = Expr<OrNull<TypeOfExpr<X>, Nulls<A>>, Stages<A>>;
/** An ARRAY that one more value is put into; nullable, as are its elements, when the value is. */
type With<X, V> = Expr<
  Array_<OrNull<ElementOf<X>, true extends Nulls<V> | NullableOf<ElementOf<X>> ? true : false>, Nulls<X | V>>,
  Stages<X | V>
>;
type IsElement<V, X, Name extends string> = SameType<V, OrNull<ElementOf<X>, false>, Name>;
type SameArray<X, Y, Name extends string> = SameType<Y, TypeOfExpr<X>, Name>;

/** An element of the array, as a node. @throws MillraceError INVALID_ARGUMENT, INVALID_LITERAL */
function elementNode(name: string, of: ExprNode, value: unknown): ExprNode {
  const type = elementOf(of.type);
  const node = operand(value, type);
  if (node.type.spec.sql !== type.spec.sql) {
    throw new MillraceError('INVALID_ARGUMENT', `${name} of ${of.type.kind} and ${node.type.kind}`, 'Use .cast(…).');
  }
  return node;
}
const typed = (name: string, type: ScalarFunction['type'], code: FunctionCode): ScalarFunction => ({
  name,
  type,
  code,
});
const same = (name: string, code: FunctionCode) =>
  typed(name, (args) => withNullability(args[0] as AnyType, anyNullable(args)), code);

/** The number of the codec of elements. */
const of = (type: AnyType | undefined): number => codecOf(elementOf(type));

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

/** Of an array, which is not NULL, and an element, which may be. */
const withElement =
  (helper: string): FunctionCode =>
  ([x, element], [arrayType, elementType], type) => {
    const { value, isNull } = x as Code;
    const more = helper === 'contains' ? `, ${elementType?.isNullable}` : '';
    const called = `$.${helper}(${value}, ${of(arrayType)}, ${orNull(element as Code)}${more})`;
    return { value: isNull === 'false' ? called : `(${isNull} ? ${noValue(type)} : ${called})`, isNull };
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

const arrayReverseDefinition = same(
  'ARRAY_REVERSE',
  ofValues(([x]) => `$.reversed(${x})`),
);
/**
 * `ARRAY_REVERSE(x)`: the elements from the last to the first. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayReverse = builtIn(
  arrayReverseDefinition,
  <X extends AnyExpr>(x: X & Is<X, ArrayKind, 'ARRAY_REVERSE'>): Same<X, X> =>
    call(arrayReverseDefinition, [argument('ARRAY_REVERSE', arrays, x)]) as never,
);

const arrayConcatDefinition = same(
  'ARRAY_CONCAT',
  ofValues(([a, b]) => `$.concatenated(${a}, ${b})`),
);
/**
 * `ARRAY_CONCAT(a, b)`: the elements of arrays of one type, one array behind the other. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayConcat = builtIn(
  arrayConcatDefinition,
  <X extends AnyExpr, Y extends AnyExpr>(
    a: X & Is<X, ArrayKind, 'ARRAY_CONCAT'>,
    b: Y & SameArray<X, Y, 'ARRAY_CONCAT'>,
  ): Same<X, X | Y> => call(arrayConcatDefinition, sameTypes('ARRAY_CONCAT', a, [b])) as never,
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

const arrayAppendDefinition = typed(
  'ARRAY_APPEND',
  ([x, value]) =>
    withNullability(
      array(withNullability(elementOf(x), elementOf(x).isNullable || value?.isNullable === true)),
      x?.isNullable === true || value?.isNullable === true,
    ),
  withElement('append'),
);
/**
 * `ARRAY_APPEND(x, value)`: the array with one more element at its end; of a value that may be NULL an array of such. NULL
 * where the array is NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayAppend = builtIn(
  arrayAppendDefinition,
  <X extends AnyExpr, V extends AnyExpr | Bare>(
    x: X & Is<X, ArrayKind, 'ARRAY_APPEND'>,
    value: V & IsElement<V, X, 'ARRAY_APPEND'>,
  ): With<X, V> => {
    const of = argument('ARRAY_APPEND', arrays, x);
    return call(arrayAppendDefinition, [of, elementNode('ARRAY_APPEND', of, value)]) as never;
  },
);

const arrayPrependDefinition = typed(
  'ARRAY_PREPEND',
  ([x, value]) =>
    withNullability(
      array(withNullability(elementOf(x), elementOf(x).isNullable || value?.isNullable === true)),
      x?.isNullable === true || value?.isNullable === true,
    ),
  withElement('prepend'),
);
/**
 * `ARRAY_PREPEND(x, value)`: the array with one more element at its beginning; of a value that may be NULL an array of such. NULL
 * where the array is NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayPrepend = builtIn(
  arrayPrependDefinition,
  <X extends AnyExpr, V extends AnyExpr | Bare>(
    x: X & Is<X, ArrayKind, 'ARRAY_PREPEND'>,
    value: V & IsElement<V, X, 'ARRAY_PREPEND'>,
  ): With<X, V> => {
    const of = argument('ARRAY_PREPEND', arrays, x);
    return call(arrayPrependDefinition, [of, elementNode('ARRAY_PREPEND', of, value)]) as never;
  },
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
    ofValues(([x, value], [type]) => `$.positionOf(${x}, ${of(type)}, ${value})`),
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

const arraySliceDefinition = same(
  'ARRAY_SLICE',
  ofValues(([x, from, to]) => `$.slice(${x}, ${from}, ${to})`),
);
/**
 * `ARRAY_SLICE(x, from[, to])`: the elements from one place to another, both of them in it, or to the end. Places count from 1; a
 * negative one counts from the end. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arraySlice = builtIn(
  arraySliceDefinition,
  <X extends AnyExpr, F extends AnyExpr | number, T extends AnyExpr | number = never>(
    x: X & Is<X, ArrayKind, 'ARRAY_SLICE'>,
    from: F & Is<F, IntegerKind, 'ARRAY_SLICE'>,
    to?: T & Is<T, IntegerKind, 'ARRAY_SLICE'>,
  ): Same<X, X | F | T> =>
    call(arraySliceDefinition, [
      argument('ARRAY_SLICE', arrays, x),
      ...[from, to].filter((at) => at !== undefined).map((at) => argument('ARRAY_SLICE', int32, at)),
    ]) as never,
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
  maybe(([x], [type]) => `$.extreme(${of(type)}, ${x}, '${orderOf('ARRAY_MAX', type)}', 1)`),
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
  maybe(([x], [type]) => `$.extreme(${of(type)}, ${x}, '${orderOf('ARRAY_MIN', type)}', -1)`),
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

const arrayJoinDefinition = typed(
  'ARRAY_JOIN',
  (args) => withNullability(string, anyNullable(args)),
  ofValues((args) => `$.joined(${args.join(', ')})`),
);
const textArrays: Parameter<`ARRAY<${CharacterKind}>`, never> = {
  families: ['array'],
  takes: (type) => elementOf(type).spec.storage === 'dict' && /^(STRING|CHAR|VARCHAR)/.test(elementOf(type).kind),
};
/**
 * `ARRAY_JOIN(x, separator[, null])`: the texts of the array with the separator between them; NULL elements are left out, or
 * come as the text given for them. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const arrayJoin = builtIn(
  arrayJoinDefinition,
  <X extends AnyExpr, D extends AnyExpr | string, N extends AnyExpr | string = never>(
    x: X & Is<X, `ARRAY<${CharacterKind}>`, 'ARRAY_JOIN'>,
    separator: D & Is<D, CharacterKind, 'ARRAY_JOIN'>,
    nulls?: N & Is<N, CharacterKind, 'ARRAY_JOIN'>,
  ): Expr<String_<Nulls<X | D | N>>, Stages<X | D | N>> =>
    call(arrayJoinDefinition, [
      argument('ARRAY_JOIN', textArrays, x),
      ...[separator, nulls].filter((text) => text !== undefined).map((text) => argument('ARRAY_JOIN', character, text)),
    ]) as never,
);

const collections: Parameter<ArrayKind | MapKind, never> = { families: ['array', 'map'] };
const cardinalityDefinition = typed(
  'CARDINALITY',
  ([x]) => withNullability(int, x?.isNullable === true),
  ofValues(([x]) => `$.cardinality(${x})`),
);
/**
 * `CARDINALITY(x)`: how many elements an ARRAY or entries a MAP has, an INT. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const cardinality = builtIn(
  cardinalityDefinition,
  <X extends AnyExpr>(
    x: X & Is<X, ArrayKind | MapKind, 'CARDINALITY'>,
  ): Expr<Int<NullableOf<TypeOfExpr<X>>>, Stages<X>> =>
    call(cardinalityDefinition, [argument('CARDINALITY', collections, x)]) as never,
);

const elementDefinition = typed(
  'ELEMENT',
  ([x]) => elementOf(x),
  ([x], [of_], type) => nullable(`$.element(${of(of_)}, ${orNull(x as Code)})`, type),
);
/**
 * `ELEMENT(x)`: the only element of an ARRAY; more than one fail the job. Of an ARRAY that is NULL, whose elements are not,
 * Flink gives no value that can be relied on.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const element = builtIn(
  elementDefinition,
  <X extends AnyExpr>(x: X & Is<X, ArrayKind, 'ELEMENT'>): Expr<ElementOf<X>, Stages<X>> =>
    call(elementDefinition, [argument('ELEMENT', arrays, x)]) as never,
);
