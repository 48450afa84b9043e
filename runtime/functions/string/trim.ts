import { type AnyExpr, call, type Expr } from '../../expr';
import type { CharacterKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { string } from '../../types/string';
import { type AnyType, type SqlType, withNullability } from '../../types/type';
import { varchar } from '../../types/varchar';
import { strict } from '../code';
import { anyNullable, type ScalarFunction } from '../function';
import { builtIn, character, type Is, type Nulls, nodes, type Stages, type TypeOfExpr } from '../signature';

/** The type of a part of a text: as long as the text at most. */
export type Varying<T, N extends boolean> =
  T extends SqlType<infer K, boolean, string>
    ? SqlType<K extends `CHAR(${infer L extends number})` ? `VARCHAR(${L})` : K, N, string>
    : never;

/** @see {@link Varying} */
export const varying = (type: AnyType, isNullable: boolean): AnyType =>
  withNullability(type.spec.length === undefined ? string : varchar(type.spec.length as 1), isNullable);

type Trimmed<X, C> = Expr<Varying<TypeOfExpr<X>, Nulls<X | C>>, Stages<X | C>>;

const SIDES = { BOTH: '3', LEADING: '1', TRAILING: '2' } as const;

function trimming(name: string, side: keyof typeof SIDES, sql?: ScalarFunction['sql']) {
  const definition: ScalarFunction = {
    name,
    type: (args) => varying(args[0] as AnyType, anyNullable(args)),
    ...(sql && { sql }),
    code: strict(([x, characters]) => `$.trim(${x}, ${characters ?? "' '"}, ${SIDES[side]})`),
  };
  return definition;
}

const from =
  (side: string): ScalarFunction['sql'] =>
  ([x, characters]) =>
    side === 'BOTH' && characters === undefined ? `TRIM(${x})` : `TRIM(${side} ${characters ?? "' '"} FROM ${x})`;
const trims = {
  BOTH: trimming('TRIM', 'BOTH', from('BOTH')),
  LEADING: trimming('TRIM', 'LEADING', from('LEADING')),
  TRAILING: trimming('TRIM', 'TRAILING', from('TRAILING')),
};

/**
 * `TRIM([side characters FROM] x)`: x without the given characters, blanks unless told, at its ends. NULL gives NULL.
 * @param characters each of them is taken away.
 * @param side `BOTH` unless told.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const trim = builtIn(
  trims.BOTH,
  <X extends AnyExpr, C extends AnyExpr | string = never>(
    x: X & Is<X, CharacterKind, 'TRIM'>,
    characters?: C & Is<C, CharacterKind, 'TRIM'>,
    side: keyof typeof SIDES = 'BOTH',
  ): Trimmed<X, C> => call(trims[side], nodes('TRIM', [character, character], [x, characters])) as never,
);

function sideOf<Name extends string>(name: Name, side: keyof typeof SIDES) {
  const definition = trimming(name, side);
  return builtIn(
    definition,
    <X extends AnyExpr>(
      x: X & Is<X, CharacterKind, Name>,
    ): Expr<Varying<TypeOfExpr<X>, NullableOf<TypeOfExpr<X>>>, Stages<X>> =>
      call(definition, nodes(name, [character], [x])) as never,
  );
}

/**
 * `LTRIM(x)`: x without blanks at its beginning. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const ltrim = sideOf('LTRIM', 'LEADING');

/**
 * `RTRIM(x)`: x without blanks at its end. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const rtrim = sideOf('RTRIM', 'TRAILING');
