import { timestampLtz } from '../types/timestamp-ltz';
import { withRole } from '../types/type';
import type { ScalarFunction } from './function';

/** `PROCTIME()`, the processing-time attribute, which `.processingTime` adds. */
export const proctime: ScalarFunction = {
  name: 'PROCTIME',
  type: () => withRole(timestampLtz, 'proctime'),
  onlyOnFlink: 'it reads the clock of the machine',
};
