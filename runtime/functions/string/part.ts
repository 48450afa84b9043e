import { type AnyExpr, call, type Expr } from '../../expr';
import type { CharacterKind, IntegerKind } from '../../types/kinds';
import { string } from '../../types/string';
import type { AnyType } from '../../types/type';
import { ofValues } from '../called';
import { partial } from '../code';
import type { ScalarFunction } from '../function';
import { builtIn, character, define, type Is, int32, nodes, type Stages, type TypeOfExpr } from '../signature';
import { type Varying, varying } from './trim';

type Whole = AnyExpr | number;
type Part<X, Y> = Expr<Varying<TypeOfExpr<X>, true>, Stages<X | Y>>;

const part = (name: string, code: ScalarFunction['code']): ScalarFunction => ({
  name,
  type: ([x]) => varying(x as AnyType, true),
  ...(code && { code }),
});

const substringDefinition = part(
  'SUBSTRING',
  partial(([x, from, length]) => `$.substring(${x}, ${from}, ${length ?? 'Infinity'})`),
);
/**
 * `SUBSTRING(x, from[, length])`: the part of x from a place on, to its end or as long as told. Places count code points
 * from 1; a negative one counts from the end. NULL for a negative length, and when an argument is NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const substring = builtIn(
  substringDefinition,
  <X extends AnyExpr, F extends Whole, L extends Whole = never>(
    x: X & Is<X, CharacterKind, 'SUBSTRING'>,
    from: F & Is<F, IntegerKind, 'SUBSTRING'>,
    length?: L & Is<L, IntegerKind, 'SUBSTRING'>,
  ): Part<X, F | L> =>
    call(substringDefinition, nodes('SUBSTRING', [character, int32, int32], [x, from, length])) as never,
);

const leftDefinition = part(
  'LEFT',
  partial(([x, n]) => `$.substring(${x}, 1, Math.max(0, ${n}))`),
);
/**
 * `LEFT(x, n)`: the first n code points of x, '' when n is negative. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const left = builtIn(
  leftDefinition,
  <X extends AnyExpr, L extends Whole>(
    x: X & Is<X, CharacterKind, 'LEFT'>,
    n: L & Is<L, IntegerKind, 'LEFT'>,
  ): Part<X, L> => call(leftDefinition, nodes('LEFT', [character, int32], [x, n])) as never,
);

const rightDefinition = part(
  'RIGHT',
  partial(([x, n]) => `$.right(${x}, ${n})`),
);
/**
 * `RIGHT(x, n)`: the last n code points of x, '' when n is negative. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const right = builtIn(
  rightDefinition,
  <X extends AnyExpr, L extends Whole>(
    x: X & Is<X, CharacterKind, 'RIGHT'>,
    n: L & Is<L, IntegerKind, 'RIGHT'>,
  ): Part<X, L> => call(rightDefinition, nodes('RIGHT', [character, int32], [x, n])) as never,
);

/**
 * `OVERLAY(x PLACING replacement FROM from [FOR length])`: x with a part of it replaced, one as long as the replacement
 * unless told. Unlike elsewhere, places count UTF-16 units, from 1. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const overlay = define('OVERLAY', [character, character, int32], string, {
  optional: int32,
  // Of texts of limited length Flink gives a VARCHAR with room for both.
  sql: ([x, replacement, from, length], types) => {
    const sql = `OVERLAY(${x} PLACING ${replacement} FROM ${from}${length === undefined ? '' : ` FOR ${length}`})`;
    return types[0]?.kind === 'STRING' ? sql : `CAST(${sql} AS STRING)`;
  },
  code: ofValues(
    ([x, replacement, from, length]) =>
      `$.overlay(${x}, ${replacement}, ${from}, ${length ?? `${replacement}.length`})`,
  ),
});
