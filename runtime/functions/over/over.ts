import { type AnyExpr, aggregateCall, type Expr, type Expression, operand } from '../../expr';
import { type BigInt_, bigint } from '../../types/bigint';
import { int } from '../../types/int';
import { type AnyType, withNullability } from '../../types/type';
import type { OrNull, SameType } from '../conditional/coalesce';
import { type AggregateFunction, type Code, type LocalAggregate, NOTHING, ofNullable } from '../function';
import { type Bare, builtIn, type Nulls, type TypeOfExpr } from '../signature';

/** Flink does not compare the rows that it counts: of a stream, RANK and DENSE_RANK are the places of the last of equals. */
const local: LocalAggregate = {
  slots: () => [{ storage: 'i64', init: '0n' }],
  accumulate: ([place]) => `${place}++;`,
  value: ([place]) => ({ value: place as string, isNull: 'false' }),
};

function ranking(name: string) {
  const definition: AggregateFunction = { name, onlyOver: true, type: () => bigint, local };
  return builtIn(definition, (): Expr<BigInt_, 'over'> => aggregateCall(definition, []) as never);
}

/**
 * `ROW_NUMBER()` over rows in order: 1 for the first, and so on. BIGINT NOT NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const rowNumber = ranking('ROW_NUMBER');
/**
 * `RANK()` over rows in order of time: Flink gives the place of the last of those of equal time. BIGINT NOT NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const rank = ranking('RANK');
/**
 * `DENSE_RANK()` over rows in order of time: Flink gives what it gives as RANK. BIGINT NOT NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const denseRank = ranking('DENSE_RANK');

const orNull = (code: Code | undefined): string =>
  !code ? 'null' : code.isNull === 'false' ? code.value : `(${code.isNull} ? null : ${code.value})`;

const lagDefinition: AggregateFunction = {
  name: 'LAG',
  onlyOver: true,
  // Of a time attribute Flink takes no NULL, and the first row fails the job.
  sql: ([x = '', ...others], [type], rendered) =>
    rendered('LAG', type?.role === 'rowtime' ? `CAST(${x} AS ${type.spec.sql})` : x, ...others),
  // The last values, how many to go back, and what is there where they are too few.
  local: {
    slots: () => [
      { storage: 'any', init: '[]' },
      { storage: 'f64', init: '1' },
      { storage: 'any', init: 'null' },
    ],
    accumulate([values, offset, fallback], [x, back, otherwise]) {
      return [
        `${offset} = ${back?.value ?? '1'}; ${fallback} = ${orNull(otherwise)};`,
        `${values}.push(${orNull(x)}); if (${values}.length > ${offset} + 1) ${values}.shift();`,
      ].join(' ');
    },
    value: ([values, offset, fallback], [x]) =>
      ofNullable(
        `(${values}.length > ${offset} ? ${values}[0] : ${fallback})`,
        NOTHING[x?.spec.storage ?? 'f64'] ?? '0',
      ),
  },
  type: ([x, , fallback]) =>
    withNullability(x as AnyType, fallback === undefined || fallback.isNullable || x?.isNullable === true),
};
/**
 * `LAG(x[, offset[, default]])` over rows in order: x of the row so many rows before, 1 unless told; where there is none the
 * default, NULL unless told.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export const lag = builtIn(
  lagDefinition,
  <X extends Expression<AnyType, 'row' | 'key' | 'const'>, D extends AnyExpr | Bare = never>(
    x: X,
    offset = 1,
    fallback?: D & SameType<D, TypeOfExpr<X>, 'LAG'>,
  ): Expr<OrNull<TypeOfExpr<X>, [D] extends [never] ? true : Nulls<X | D>>, 'over'> =>
    aggregateCall(lagDefinition, [
      x.node,
      operand(offset, int),
      ...(fallback === undefined ? [] : [operand(fallback, x.type)]),
    ]) as never,
);
