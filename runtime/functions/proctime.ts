import { timestampLtz } from '../types/timestamp-ltz';
import { withRole } from '../types/type';
import type { ScalarFunction } from './function';

/** `PROCTIME()`, the processing-time attribute, which `.processingTime` adds. */
export const proctime: ScalarFunction = {
  name: 'PROCTIME',
  type: () => withRole(timestampLtz, 'proctime'),
  deterministic: false,
  readsClock: true,
  // The clock of the job whose loop the code is part of.
  code: () => ({ value: 'clock.now', isNull: 'false' }),
};
