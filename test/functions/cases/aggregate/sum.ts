import { sum, t } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [sum(c.i), '16'],
  [sum(c.in), '9'],
  [sum(c.in, { distinct: true }), '7'],
  [sum(c.i, { filter: c.yes }), '14'],
  [sum(c.i, { filter: c.n.gt(9) }), null],
  [sum(c.b), '20'],
  [sum(c.d), '10.5'],
  [sum(c.d.cast(t.decimal(10, 2))), '10.50'],
];
