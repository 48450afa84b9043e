import { double } from '../../types/double';
import { ofDoubles } from '../code';
import { define, numeric } from '../signature';

/**
 * `POWER(x, y)`: x to the power of y, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const power = define('POWER', [numeric, numeric], double, { code: ofDoubles(([x, y]) => `$.pow(${x}, ${y})`) });

/**
 * `SQRT(x)`: the square root of x, a DOUBLE; NaN of a negative x. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const sqrt = define('SQRT', [numeric], double, { code: ofDoubles(([x]) => `$.sqrt(${x})`) });

/**
 * `EXP(x)`: e to the power of x, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const exp = define('EXP', [numeric], double, { code: ofDoubles(([x]) => `$.exp(${x})`) });

/**
 * `LN(x)`: the natural logarithm of x; −Infinity of 0, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const ln = define('LN', [numeric], double, { code: ofDoubles(([x]) => `$.log(${x})`) });

/**
 * `LOG10(x)`: the logarithm of x to the base of 10, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const log10 = define('LOG10', [numeric], double, { code: ofDoubles(([x]) => `$.log10(${x})`) });

/**
 * `LOG2(x)`: the logarithm of x to the base of 2, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const log2 = define('LOG2', [numeric], double, { code: ofDoubles(([x]) => `$.log(${x}) / Math.LN2`) });

/**
 * `LOG([base, ]x)`: the logarithm of x to a base, of its natural one when only x is given, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const log = define('LOG', [numeric], double, {
  optional: numeric,
  code: ofDoubles(([x, of]) => (of === undefined ? `$.log(${x})` : `$.log(${of}) / $.log(${x})`)),
});
