import { rowNumber } from 'millrace';
import type { AggregateCases } from '../../case';

export const CASES: AggregateCases = () => [[rowNumber(), '5']];
