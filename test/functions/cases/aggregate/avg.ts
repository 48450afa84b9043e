import { avg, t } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [avg(c.i), '3'],
  [avg(c.in), '3'],
  [avg(c.d), '2.1'],
  [avg(c.d.cast(t.decimal(10, 2))), '2.100000'],
  [avg(c.d, { filter: c.yes }), /^2\.33/],
  [avg(c.i, { distinct: true }), '3'],
];
