import type { AnyExpr } from '../../expr';
import { type OfKind, sameType, unary } from '../scalar';

const CODE: Record<string, (x: string) => string> = {
  DOUBLE: (x) => `Math.abs(${x})`,
  // The least integer has no positive counterpart, and stays what it is.
  INT: (x) => `Math.abs(${x}) | 0`,
  BIGINT: (x) => `BigInt.asIntN(64, ${x} < 0n ? -${x} : ${x})`,
};

const definition = unary(
  'ABS',
  (x) => x,
  (x, type) => (CODE[type.kind] as (x: string) => string)(x),
);

/**
 * `ABS(x)` in the type of x; the ABS of the least INT or BIGINT is itself. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#arithmetic-functions
 */
export const abs = <X extends AnyExpr>(x: X & OfKind<X, 'INT' | 'BIGINT' | 'DOUBLE', 'ABS'>) =>
  sameType<X>(definition, x);
