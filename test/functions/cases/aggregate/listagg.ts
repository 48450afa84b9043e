import { listagg } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [listagg(c.s), 'b,a,c,a,é'],
  [listagg(c.sn, '|'), 'x|y|x'],
  [listagg(c.s, ',', { distinct: true }), 'b,a,c,é'],
  [listagg(c.s, ',', { filter: c.yes }), 'b,c,é'],
];
