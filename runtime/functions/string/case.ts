import { type AnyExpr, call, type Expr } from '../../expr';
import type { CharacterKind } from '../../types/kinds';
import type { AnyType } from '../../types/type';
import { ofValues } from '../called';
import type { ScalarFunction } from '../function';
import { argument, builtIn, character, type Is, type Stages, type TypeOfExpr } from '../signature';

/** A function from text to text of the same type. */
function recased<Name extends string>(name: Name, code?: ScalarFunction['code']) {
  const definition: ScalarFunction = { name, type: ([x]) => x as AnyType, ...(code && { code }) };
  return builtIn(
    definition,
    <X extends AnyExpr>(x: X & Is<X, CharacterKind, Name>): Expr<TypeOfExpr<X>, Stages<X>> =>
      call(definition, [argument(name, character, x)]) as never,
  );
}

/**
 * `UPPER(x)`: x in upper case; one character may become several ('ß' becomes 'SS'). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const upper = recased(
  'UPPER',
  ofValues(([x]) => `${x}.toUpperCase()`),
);

/**
 * `LOWER(x)`: x in lower case. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const lower = recased(
  'LOWER',
  ofValues(([x]) => `$.lower(${x})`),
);

/**
 * `INITCAP(x)`: each word with its first letter in upper case and the rest in lower case; a word is made of the letters
 * A to Z and digits. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const initCap = recased(
  'INITCAP',
  ofValues(([x]) => `$.initCap(${x})`),
);
