import { type AnyExpr, call, type Expr } from '../../expr';
import { type Array_, array } from '../../types/array';
import { type ArrayKind, type CharacterKind, familyOf, type MapKind } from '../../types/kinds';
import { type Map_, map } from '../../types/map';
import type { NullableOf } from '../../types/numeric';
import { type Row, row } from '../../types/row';
import { type String_, string } from '../../types/string';
import { type AnyType, type PartsOf, withNullability } from '../../types/type';
import { type FunctionCode, literalText, ofValues } from '../called';
import { type OrNull, type SameType, sameTypes } from '../conditional/coalesce';
import { demandKeys } from '../construction/construction';
import { anyNullable, notLocal, type ScalarFunction } from '../function';
import {
  argument,
  builtIn,
  character,
  define,
  type Is,
  type Nulls,
  type Parameter,
  type Stages,
  type TypeOfExpr,
} from '../signature';
import { unsupportedIn } from '../support/patterns';
import { arrays, type ElementOf, elementOf } from './array-code';

const maps: Parameter<MapKind, never> = { families: ['map'] };
type KeyOf<X> = PartsOf<TypeOfExpr<X>> extends { readonly key: infer K extends AnyType } ? K : never;
type ValueOf<X> = PartsOf<TypeOfExpr<X>> extends { readonly value: infer V extends AnyType } ? V : never;
const keyOf = (type: AnyType | undefined): AnyType => type?.spec.parts?.key as AnyType;
const valueTypeOf = (type: AnyType | undefined): AnyType => type?.spec.parts?.value as AnyType;
const typed = (name: string, type: ScalarFunction['type'], code: FunctionCode): ScalarFunction => ({
  name,
  type,
  code,
});

/** Whether the engine has the keys of a MAP as texts that are JSON, too; numbers are without quotes there. */
const areTexts = (type: AnyType | undefined): boolean => familyOf(keyOf(type).kind) !== 'integer';

/** The entries of a MAP that a function made have its order on Flink; the engine has those of all MAPs by their keys. */
const ofColumn =
  (name: string, code: FunctionCode): FunctionCode =>
  (args, types, type, nodes) => {
    const [of] = nodes ?? [];
    if (of?.op === 'call' && !(of.fn.name === 'MAP' && of.args.length === 2)) {
      throw notLocal(
        `${name} of ${of.fn.name}`,
        'the engine has the entries of a MAP by their keys, Flink as they were put in',
      );
    }
    return code(args, types, type, nodes);
  };

const keysDefinition = typed(
  'MAP_KEYS',
  ([x]) => withNullability(array(keyOf(x)), x?.isNullable === true),
  ofColumn(
    'MAP_KEYS',
    ofValues(([x], [type]) => `$.keys(${x}, ${areTexts(type)})`),
  ),
);
/**
 * `MAP_KEYS(x)`: the keys of a MAP as an ARRAY, by the keys' order where records brought the MAP. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const mapKeys = builtIn(
  keysDefinition,
  <X extends AnyExpr>(
    x: X & Is<X, MapKind, 'MAP_KEYS'>,
  ): Expr<Array_<KeyOf<X>, NullableOf<TypeOfExpr<X>>>, Stages<X>> =>
    call(keysDefinition, [argument('MAP_KEYS', maps, x)]) as never,
);

const valuesDefinition = typed(
  'MAP_VALUES',
  ([x]) => withNullability(array(valueTypeOf(x)), x?.isNullable === true),
  ofColumn(
    'MAP_VALUES',
    ofValues(([x]) => `$.values(${x})`),
  ),
);
/**
 * `MAP_VALUES(x)`: the values of a MAP as an ARRAY, by the keys' order where records brought the MAP. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const mapValues = builtIn(
  valuesDefinition,
  <X extends AnyExpr>(
    x: X & Is<X, MapKind, 'MAP_VALUES'>,
  ): Expr<Array_<ValueOf<X>, NullableOf<TypeOfExpr<X>>>, Stages<X>> =>
    call(valuesDefinition, [argument('MAP_VALUES', maps, x)]) as never,
);

const entriesDefinition = typed(
  'MAP_ENTRIES',
  ([x]) => withNullability(array(row({ key: keyOf(x), value: valueTypeOf(x) }).nullable()), x?.isNullable === true),
  ofColumn(
    'MAP_ENTRIES',
    ofValues(([x], [type]) => `$.entryRows(${x}, ${areTexts(type)})`),
  ),
);
/**
 * `MAP_ENTRIES(x)`: the entries of a MAP as an ARRAY of ROWs with `key` and `value`, by the keys' order where records brought the MAP. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const mapEntries = builtIn(
  entriesDefinition,
  <X extends AnyExpr>(
    x: X & Is<X, MapKind, 'MAP_ENTRIES'>,
  ): Expr<
    Array_<Row<{ readonly key: KeyOf<X>; readonly value: ValueOf<X> }, true>, NullableOf<TypeOfExpr<X>>>,
    Stages<X>
  > => call(entriesDefinition, [argument('MAP_ENTRIES', maps, x)]) as never,
);

const fromArraysDefinition = typed(
  'MAP_FROM_ARRAYS',
  (args) => withNullability(map(elementOf(args[0]), elementOf(args[1])), anyNullable(args)),
  ofValues(([keys, values], _, type) => {
    demandKeys('MAP_FROM_ARRAYS', type);
    return `$.fromArrays(${keys}, ${values})`;
  }),
);
/**
 * `MAP_FROM_ARRAYS(keys, values)`: a MAP of two arrays of one length; of other lengths it fails the job. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const mapFromArrays = builtIn(
  fromArraysDefinition,
  <K extends AnyExpr, V extends AnyExpr>(
    keys: K & Is<K, ArrayKind, 'MAP_FROM_ARRAYS'>,
    values: V & Is<V, ArrayKind, 'MAP_FROM_ARRAYS'>,
  ): Expr<Map_<ElementOf<K>, ElementOf<V>, Nulls<K | V>>, Stages<K | V>> =>
    call(fromArraysDefinition, [
      argument('MAP_FROM_ARRAYS', arrays, keys),
      argument('MAP_FROM_ARRAYS', arrays, values),
    ]) as never,
);

const unionDefinition = typed(
  'MAP_UNION',
  (args) => withNullability(args[0] as AnyType, anyNullable(args)),
  ofValues(([a, b]) => `$.mapUnion(${a}, ${b})`),
);
/**
 * `MAP_UNION(a, b)`: the entries of two MAPs of one type, the second's for keys that both have. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#collection-functions
 */
export const mapUnion = builtIn(
  unionDefinition,
  <A extends AnyExpr, B extends AnyExpr>(
    a: A & Is<A, MapKind, 'MAP_UNION'>,
    b: B & SameType<B, TypeOfExpr<A>, 'MAP_UNION'>,
  ): Expr<OrNull<TypeOfExpr<A>, Nulls<A | B>>, Stages<A | B>> =>
    call(unionDefinition, sameTypes('MAP_UNION', a, [b])) as never,
);

const strToMapDefinition: ScalarFunction = {
  name: 'STR_TO_MAP',
  type: () => map(string.nullable(), string.nullable()).nullable(),
  code: ofValues(([x, between, within], _, __, nodes) => {
    for (const pattern of nodes?.slice(1).map(literalText) ?? []) {
      const why = pattern === undefined ? undefined : unsupportedIn(pattern);
      if (why !== undefined) throw notLocal(`STR_TO_MAP by ${JSON.stringify(pattern)}`, `it has ${why}`);
    }
    return `$.strToMap(${x}, ${between ?? "','"}, ${within ?? "'='"})`;
  }),
};
/**
 * `STR_TO_MAP(x[, between, within])`: the MAP that a text spells, with a comma between entries and `=` between key and value
 * unless told. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const strToMap = builtIn(
  strToMapDefinition,
  <X extends AnyExpr | string>(
    x: X & Is<X, CharacterKind, 'STR_TO_MAP'>,
    between?: string,
    within?: string,
  ): Expr<Map_<String_<true>, String_<true>, true>, Stages<X>> =>
    call(strToMapDefinition, [
      argument('STR_TO_MAP', character, x),
      ...(between === undefined && within === undefined ? [] : [between ?? ',', within ?? '=']).map((text) =>
        argument('STR_TO_MAP', character, text),
      ),
    ]) as never,
);

/**
 * `SPLIT(x, separator)`: the parts of x between separators, an ARRAY. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const split = define('SPLIT', [character, character], array(string.nullable()), {
  code: ofValues(([x, separator]) => `$.split(${x}, ${separator})`),
});
