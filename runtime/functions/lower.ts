import type { AnyExpr } from '../expr';
import { type OfKind, sameType, unary } from './scalar';

const definition = unary(
  'LOWER',
  (x) => x,
  (x) => `${x}.toLowerCase()`,
);

/**
 * `LOWER(x)`: x in lower case. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const lower = <X extends AnyExpr>(x: X & OfKind<X, 'STRING', 'LOWER'>) => sameType<X>(definition, x);
