import { arrayAgg } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [arrayAgg(c.i), '[4, 4, 1, -2, 9]'],
  [arrayAgg(c.in), '[NULL, 2, 5, 2, NULL]'],
];
