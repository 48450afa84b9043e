import { jsonObjectagg, t } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [jsonObjectagg(c.n.cast(t.string), c.in), '{"1":null,"2":2,"3":5,"4":2,"5":null}'],
  [jsonObjectagg(c.n.cast(t.string), c.in, 'ABSENT'), '{"2":2,"3":5,"4":2}'],
];
