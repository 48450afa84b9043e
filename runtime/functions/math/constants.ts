import { type AnyExpr, call, type Expr } from '../../expr';
import { char } from '../../types/char';
import { double } from '../../types/double';
import { type Int, int } from '../../types/int';
import { withNullability } from '../../types/type';
import { anyNullable, type ScalarFunction } from '../function';
import { builtIn, define, type Is, int32, type Nulls, nodes, type Stages } from '../signature';

const RANDOM = 'it is another value each time';

/**
 * `PI()`: the number π, a DOUBLE.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const pi = define('PI', [], double, { code: () => ({ value: 'Math.PI', isNull: 'false' }) });

/**
 * `E()`: the base of the natural logarithm, a DOUBLE.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const e = define('E', [], double, { code: () => ({ value: 'Math.E', isNull: 'false' }) });

const randDefinition: ScalarFunction = {
  name: 'RAND',
  type: (args) => withNullability(double, anyNullable(args)),
  deterministic: false,
  onlyOnFlink: RANDOM,
};
/**
 * `RAND([seed])`: a DOUBLE from 0 to less than 1 that is another one for each row.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const rand = builtIn(
  randDefinition,
  (seed?: number): Expr<typeof double, 'const'> => call(randDefinition, nodes('RAND', [int32], [seed])) as never,
);

const randIntegerDefinition: ScalarFunction = {
  name: 'RAND_INTEGER',
  type: (args) => withNullability(int, anyNullable(args)),
  deterministic: false,
  onlyOnFlink: RANDOM,
};
type Whole = AnyExpr | number;
type WholeKind = 'TINYINT' | 'SMALLINT' | 'INT';
/**
 * `RAND_INTEGER([seed, ]bound)`: an INT from 0 to less than the bound that is another one for each row.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const randInteger = builtIn(
  randIntegerDefinition,
  <A extends Whole, B extends Whole = never>(
    seedOrBound: A & Is<A, WholeKind, 'RAND_INTEGER'>,
    bound?: B & Is<B, WholeKind, 'RAND_INTEGER'>,
  ): Expr<Int<Nulls<A | B>>, Stages<A | B>> =>
    call(randIntegerDefinition, nodes('RAND_INTEGER', [int32, int32], [seedOrBound, bound])) as never,
);

/**
 * `UUID()`: a random UUID, CHAR(36), another one for each row.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const uuid = define('UUID', [], char(36), { deterministic: false, onlyOnFlink: RANDOM });
