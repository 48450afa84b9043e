import { varPop } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [varPop(c.d), /^1\.5[34]/],
  [varPop(c.in), '2'],
  [varPop(c.d, { filter: c.n.gt(9) }), null],
];
