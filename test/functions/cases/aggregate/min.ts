import { min, t } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [min(c.i), '-2'],
  [min(c.sn), 'x'],
  [min(c.d, { filter: c.n.gt(9) }), null],
  [min(c.d.cast(t.decimal(10, 2))), '0.50'],
];
