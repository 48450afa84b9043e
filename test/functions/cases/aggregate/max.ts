import { max } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [max(c.i), '9'],
  [max(c.s), 'é'],
  [max(c.in), '5'],
  [max(c.b, { filter: c.yes }), '9'],
];
