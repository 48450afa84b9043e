import { z } from 'zod';
import { type Connector, validated } from './connector';

const schema = z.strictObject({
  stream: z.string().min(1),
  region: z.string().min(1),
  /** Where a reader without state begins. */
  startingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  /** A consumer of this name reads by enhanced fan-out: 2 MiB/s a shard of its own, about 70 ms latency. */
  enhancedFanOut: z.strictObject({ consumer: z.string().min(1) }).optional(),
  /** Another endpoint, such as an emulator's. */
  endpoint: z.url().optional(),
});

/**
 * Amazon Kinesis Data Streams with JSON records, in the option dialect of flink-connector-kinesis 4.x.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/kinesis/
 * @throws MillraceError INVALID_OPTIONS
 */
export function kinesis(options: z.input<typeof schema>): Connector {
  const { stream, region, startingPosition, enhancedFanOut, endpoint } = validated('kinesis', schema, options);
  return {
    options: {
      connector: 'kinesis',
      stream,
      'aws.region': region,
      'scan.stream.initpos': startingPosition ?? 'TRIM_HORIZON',
      ...(enhancedFanOut && {
        'scan.stream.recordpublisher': 'EFO',
        'scan.stream.efo.consumername': enhancedFanOut.consumer,
      }),
      ...(endpoint && { 'aws.endpoint': endpoint }),
      format: 'json',
      'json.timestamp-format.standard': 'SQL',
    },
  };
}
