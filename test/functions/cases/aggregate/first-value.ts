import { firstValue } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [firstValue(c.i), '4'],
  [firstValue(c.in), '2'],
  [firstValue(c.s, { filter: c.n.gt(2) }), 'c'],
];
