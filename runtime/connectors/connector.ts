import type { z } from 'zod';
import { MillraceError } from '../errors';

/** What a table is bound to: the options of a Flink connector. They never become part of a script or a plan. */
export interface Connector {
  readonly options: Readonly<Record<string, string>>;
}

/** Options that passed their schema. @throws MillraceError INVALID_OPTIONS naming the connector and each option. */
export function validated<T>(connector: string, schema: z.ZodType<T>, options: unknown): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const problems = result.error.issues.map((i) => `${i.path.join('.') || 'options'}: ${i.message}`).join('; ');
  throw new MillraceError('INVALID_OPTIONS', `connector ${connector}: ${problems}`);
}
