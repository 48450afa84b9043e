import { z } from 'zod';
import { type Connector, validated } from './connector';

const credentials = z.strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

const schema = z.strictObject({
  stream: z.string().min(1),
  region: z.string().min(1),
  /** What a record holds: a JSON object, or the fields of a CSV record in the order of the table's columns. */
  format: z.enum(['json', 'csv']).optional(),
  /** Where a reader without state begins: TRIM_HORIZON unless told; a Date is AT_TIMESTAMP, by arrival. */
  startingPosition: z.union([z.enum(['TRIM_HORIZON', 'LATEST']), z.date()]).optional(),
  /** A consumer of this name reads by enhanced fan-out: 2 MiB/s a shard of its own, about 70 ms latency. */
  enhancedFanOut: z.strictObject({ consumer: z.string().min(1) }).optional(),
  /** Another endpoint, such as an emulator's. */
  endpoint: z.url().optional(),
  /** For an emulator; on AWS the application's role has the permissions. */
  credentials: credentials.optional(),
});

/**
 * Amazon Kinesis Data Streams, in the option dialect of flink-connector-kinesis 4.x. Read by the bridge's own source
 * `millrace-kinesis`, which has a watermark per shard and keeps what cannot be decoded; written by the stock sink.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/kinesis/
 * @throws MillraceError INVALID_OPTIONS
 */
export function kinesis(options: z.input<typeof schema>): Connector {
  const { stream, region, format, startingPosition, enhancedFanOut, endpoint, credentials } = validated(
    'kinesis',
    schema,
    options,
  );
  const common = {
    stream,
    'aws.region': region,
    ...(endpoint && { 'aws.endpoint': endpoint }),
    ...(credentials && {
      'aws.credentials.provider': 'BASIC',
      'aws.credentials.basic.accesskeyid': credentials.accessKeyId,
      'aws.credentials.basic.secretkey': credentials.secretAccessKey,
    }),
  };
  return {
    name: 'kinesis',
    source: {
      connector: 'millrace-kinesis',
      ...common,
      format: format ?? 'json',
      'scan.stream.initpos': startingPosition instanceof Date ? 'AT_TIMESTAMP' : (startingPosition ?? 'TRIM_HORIZON'),
      ...(startingPosition instanceof Date && { 'scan.stream.initpos-timestamp': startingPosition.toISOString() }),
      ...(enhancedFanOut && {
        'scan.stream.recordpublisher': 'EFO',
        'scan.stream.efo.consumername': enhancedFanOut.consumer,
      }),
    },
    sink: {
      connector: 'kinesis',
      ...common,
      format: format ?? 'json',
      ...(format !== 'csv' && JSON_FORMAT),
      // The sink's HTTP/2 client does not speak to an emulator.
      ...(endpoint?.startsWith('http://') && { 'sink.http-client.protocol.version': 'HTTP1_1' }),
    },
  };
}

/** How rows become JSON wherever they are written. */
export const JSON_FORMAT = {
  'json.timestamp-format.standard': 'SQL',
  // A decimal's plain digits, so that every JSON reader gets the same number.
  'json.encode.decimal-as-plain-number': 'true',
} as const;
