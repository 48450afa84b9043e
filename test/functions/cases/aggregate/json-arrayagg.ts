import { jsonArrayagg } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = (c) => [
  [jsonArrayagg(c.i), '[4,4,1,-2,9]'],
  [jsonArrayagg(c.in), '[2,5,2]'],
  [jsonArrayagg(c.in, 'NULL'), '[null,2,5,2,null]'],
];
