import { stddevSamp } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [stddevSamp(c.d), /^1\.3/],
  [stddevSamp(c.i), '4'],
  [stddevSamp(c.d, { filter: c.n.gt(9) }), null],
];
