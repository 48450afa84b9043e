import { count } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [count(), '5'],
  [count(c.in), '3'],
  [count(c.i, { distinct: true }), '4'],
  [count({ filter: c.yes }), '3'],
  [count(c.in, { distinct: true, filter: c.n.gt(1) }), '2'],
];
