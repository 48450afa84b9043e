import { denseRank, rank } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = () => [
  [rank(), '5'],
  [denseRank(), '5'],
];
