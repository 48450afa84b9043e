import { double } from '../../types/double';
import { define, numeric } from '../signature';

/**
 * `SIN(x)`: the sine of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const sin = define('SIN', [numeric], double);

/**
 * `COS(x)`: the cosine of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const cos = define('COS', [numeric], double);

/**
 * `TAN(x)`: the tangent of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const tan = define('TAN', [numeric], double);

/**
 * `COT(x)`: the cotangent of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const cot = define('COT', [numeric], double);

/**
 * `SINH(x)`: the hyperbolic sine of x, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const sinh = define('SINH', [numeric], double);

/**
 * `COSH(x)`: the hyperbolic cosine of x, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const cosh = define('COSH', [numeric], double);

/**
 * `TANH(x)`: the hyperbolic tangent of x, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const tanh = define('TANH', [numeric], double);

/**
 * `ASIN(x)`: the arc sine of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const asin = define('ASIN', [numeric], double);

/**
 * `ACOS(x)`: the arc cosine of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const acos = define('ACOS', [numeric], double);

/**
 * `ATAN(x)`: the arc tangent of x, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const atan = define('ATAN', [numeric], double);

/**
 * `DEGREES(x)`: x, which is in radians, in degrees, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const degrees = define('DEGREES', [numeric], double);

/**
 * `RADIANS(x)`: x, which is in degrees, in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const radians = define('RADIANS', [numeric], double);

/**
 * `ATAN2(y, x)`: the angle of the point (x, y), in radians, a DOUBLE. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const atan2 = define('ATAN2', [numeric, numeric], double);
