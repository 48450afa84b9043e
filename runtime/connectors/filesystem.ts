import { z } from 'zod';
import { Duration } from '../time';
import { type Connector, validated } from './connector';
import { JSON_FORMAT } from './kinesis';

const one = z
  .string()
  .min(1)
  .refine((path) => !path.includes(';'), 'a path must not have a semicolon in it');

const schema = z.strictObject({
  /** A folder or file: `s3://bucket/prefix/`, `file:///…` or a local path; to be read also several, one after the other. */
  path: z.union([one, z.array(one).min(1)]),
  format: z.enum(['json', 'csv']),
  /** A TIMESTAMP column of the table that tells when a record arrived; without one no time is too far in the future. */
  arrival: z.string().min(1).optional(),
  /** Of a lookup table: how long after it was read it is read again; without one it is read once. */
  reloadInterval: z
    .instanceof(Duration)
    .refine(({ ms }) => ms > 0, 'it must be longer than 0 ms')
    .optional(),
});

/**
 * Files on S3 or a local disk: JSON lines, or to be read CSV with a header. Read by the bridge's own source
 * `millrace-filesystem`, which keeps what cannot be decoded; written by Flink's.
 * A lookup table is all its files, read into memory by the bridge's `millrace-lookup`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/filesystem/
 * @throws MillraceError INVALID_OPTIONS
 */
export function filesystem(options: z.input<typeof schema>): Connector {
  const { path, format, arrival, reloadInterval } = validated('filesystem', schema, options);
  const paths = typeof path === 'string' ? [path] : path;
  return {
    name: 'filesystem',
    source: {
      connector: 'millrace-filesystem',
      path: paths.join(';'),
      format,
      ...(arrival !== undefined && { arrival }),
    },
    lookup: {
      connector: 'millrace-lookup',
      path: paths.join(';'),
      format,
      ...(reloadInterval && { 'reload-interval': `${reloadInterval.ms} ms` }),
    },
    ...(paths.length === 1 &&
      format === 'json' && {
        sink: { connector: 'filesystem', path: paths[0] as string, format, ...JSON_FORMAT },
      }),
  };
}
