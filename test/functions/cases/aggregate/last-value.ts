import { lastValue } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [lastValue(c.i), '9'],
  [lastValue(c.in), '2'],
  [lastValue(c.s, { filter: c.n.lt(3) }), 'a'],
];
