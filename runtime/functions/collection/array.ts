import { type AnyExpr, call, type Expr } from '../../expr';
import { array } from '../../types/array';
import { type Int, int } from '../../types/int';
import type { ArrayKind, CharacterKind, IntegerKind, MapKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type String_, string } from '../../types/string';
import { withNullability } from '../../types/type';
import { nullable, ofValues, orNull } from '../called';
import { sameTypes } from '../conditional/coalesce';
import { anyNullable, type Code } from '../function';
import {
  argument,
  type Bare,
  builtIn,
  character,
  type Is,
  int32,
  type Nulls,
  type Parameter,
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
  type With,
  withElement,
} from './array-code';

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
  ([x], [of_], type) => nullable(`$.element(${elementCodec(of_)}, ${orNull(x as Code)})`, type),
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
