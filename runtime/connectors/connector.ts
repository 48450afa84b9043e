import type { z } from 'zod';
import { MillraceError } from '../errors';

/** Options of a Flink connector, its name under `connector` among them. */
export type ConnectorOptions = Readonly<Record<string, string>>;

/** What a table is bound to. Its options never become part of a script or a plan. */
export interface Connector {
  readonly name: string;
  /** Options with which a table is read from it; absent where nothing can be. */
  readonly source?: ConnectorOptions;
  /** Options with which rows are looked up in it by a key; absent where none can be. */
  readonly lookup?: ConnectorOptions;
  /** Options with which a table is written to it; absent where nothing can be. */
  readonly sink?: ConnectorOptions;
}

/** Options that passed their schema. @throws MillraceError INVALID_OPTIONS naming the connector and each option. */
export function validated<T>(connector: string, schema: z.ZodType<T>, options: unknown): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const problems = result.error.issues.map((i) => `${i.path.join('.') || 'options'}: ${i.message}`).join('; ');
  throw new MillraceError('INVALID_OPTIONS', `connector ${connector}: ${problems}`);
}
