import { t, varSamp } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [varSamp(c.d), /^1\.92/],
  [varSamp(c.d.cast(t.decimal(10, 2))), /^1\.92/],
];
