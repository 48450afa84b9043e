import { lag } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [lag(c.i), '-2'],
  [lag(c.i, 9), null],
  [lag(c.i, 9, 0), '0'],
  [lag(c.sn, 2), 'y'],
];
