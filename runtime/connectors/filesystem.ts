import { z } from 'zod';
import { type Connector, validated } from './connector';

const schema = z.strictObject({
  /** A folder or file: `s3://bucket/prefix/`, `file:///…` or a local path. */
  path: z.string().min(1),
  format: z.enum(['json']),
});

/**
 * Files on S3 or a local disk, as JSON lines.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/filesystem/
 * @throws MillraceError INVALID_OPTIONS
 */
export function filesystem(options: z.input<typeof schema>): Connector {
  const { path, format } = validated('filesystem', schema, options);
  return {
    options: {
      connector: 'filesystem',
      path,
      format,
      'json.timestamp-format.standard': 'SQL',
      // A decimal's plain digits, so that every JSON reader gets the same number.
      'json.encode.decimal-as-plain-number': 'true',
    },
  };
}
