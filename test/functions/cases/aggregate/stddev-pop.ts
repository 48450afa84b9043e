import { stddevPop, t } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [stddevPop(c.d), /^1\.2/],
  [stddevPop(c.i), '3'],
  [stddevPop(c.in), '1'],
  [stddevPop(c.d.cast(t.decimal(10, 2))), /^1\.2/],
];
