import { double } from '../../types/double';
import { ofDoubles } from '../code';
import { define, numeric } from '../signature';

/**
 * `SIN(x)`: the sine of x, in radians, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const sin = define('SIN', [numeric], double, { code: ofDoubles(([x]) => `$.sin(${x})`) });

/**
 * `COS(x)`: the cosine of x, in radians, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const cos = define('COS', [numeric], double, { code: ofDoubles(([x]) => `$.cos(${x})`) });

/**
 * `TAN(x)`: the tangent of x, in radians, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const tan = define('TAN', [numeric], double, { code: ofDoubles(([x]) => `$.tan(${x})`) });

/**
 * `COT(x)`: the cotangent of x, in radians, a DOUBLE whose last bit depends on Flink's processor. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const cot = define('COT', [numeric], double, { code: ofDoubles(([x]) => `1 / $.tan(${x})`) });

/**
 * `SINH(x)`: the hyperbolic sine of x, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const sinh = define('SINH', [numeric], double, { code: ofDoubles(([x]) => `Math.sinh(${x})`) });

/**
 * `COSH(x)`: the hyperbolic cosine of x, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const cosh = define('COSH', [numeric], double, { code: ofDoubles(([x]) => `$.cosh(${x})`) });

/**
 * `TANH(x)`: the hyperbolic tangent of x, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const tanh = define('TANH', [numeric], double, { code: ofDoubles(([x]) => `$.tanh(${x})`) });

/**
 * `ASIN(x)`: the arc sine of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const asin = define('ASIN', [numeric], double, { code: ofDoubles(([x]) => `Math.asin(${x})`) });

/**
 * `ACOS(x)`: the arc cosine of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const acos = define('ACOS', [numeric], double, { code: ofDoubles(([x]) => `Math.acos(${x})`) });

/**
 * `ATAN(x)`: the arc tangent of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const atan = define('ATAN', [numeric], double, { code: ofDoubles(([x]) => `Math.atan(${x})`) });

/**
 * `DEGREES(x)`: x, which is in radians, in degrees, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const degrees = define('DEGREES', [numeric], double, { code: ofDoubles(([x]) => `${x} * 57.29577951308232`) });

/**
 * `RADIANS(x)`: x, which is in degrees, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const radians = define('RADIANS', [numeric], double, {
  code: ofDoubles(([x]) => `${x} * 0.017453292519943295`),
});

/**
 * `ATAN2(y, x)`: the angle of the point (x, y), in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const atan2 = define('ATAN2', [numeric, numeric], double, {
  code: ofDoubles(([y, x]) => `$.atan2(${y}, ${x})`),
});
