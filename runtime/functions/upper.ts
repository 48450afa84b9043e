import type { AnyExpr } from '../expr';
import { type OfKind, sameType, unary } from './scalar';

const definition = unary(
  'UPPER',
  (x) => x,
  (x) => `${x}.toUpperCase()`,
);

/**
 * `UPPER(x)`: x in upper case; one character may become several ('ß' becomes 'SS'). NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const upper = <X extends AnyExpr>(x: X & OfKind<X, 'STRING', 'UPPER'>) => sameType<X>(definition, x);
