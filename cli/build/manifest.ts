/** What a build leaves behind so that the next one can give its operators the same ids. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { MillraceError } from '../../runtime/errors';

/** Raised when a manifest no longer means the same: signatures and shapes are compared with older ones'. */
const FORMAT = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const MANIFEST = z.object({
  format: z.literal(FORMAT),
  job: z.string(),
  /** Flink's version as the plan names it, such as `1.20`. */
  flink: z.string(),
  scriptSha256: hash,
  /** Of the script without its comments; absent in manifests of older builds. */
  statementsSha256: hash.optional(),
  planSha256: hash,
  /** Key groups that keyed state is cut into; state cut otherwise cannot be restored. */
  maxParallelism: z.number().int(),
  /** Never used again for another operator: a savepoint may still have state under it. */
  greatestId: z.number().int(),
  /** Where the tables lived when the plan was compiled: a plan asks of a connector what that one can do. */
  tables: z.record(
    z.string(),
    z.object({ connector: z.string(), format: z.string().optional(), recordId: z.string().optional() }),
  ),
  operators: z.array(
    z.object({
      id: z.number().int(),
      type: z.string(),
      stateful: z.boolean(),
      path: z.string(),
      signature: hash,
      shape: hash,
      sinks: z.array(z.string()),
      what: z.string(),
    }),
  ),
});

export type Manifest = z.infer<typeof MANIFEST>;
export const MANIFEST_FORMAT = FORMAT;

/** @throws MillraceError NO_MANIFEST, BAD_MANIFEST */
export function readManifest(file: string): Manifest {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new MillraceError(
      'NO_MANIFEST',
      `there is no manifest ${file}`,
      'millrace build writes one; give that of the build which is deployed.',
    );
  }
  try {
    return MANIFEST.parse(JSON.parse(text));
  } catch (cause) {
    throw new MillraceError(
      'BAD_MANIFEST',
      `${file} is no manifest of format ${FORMAT}`,
      'Give the manifest.json that millrace build wrote.',
      { cause },
    );
  }
}
