import type { PropertyGroup } from 'millrace';
import type { IngestStream } from './constructs/ingestStream';
import type { RawDataBucket } from './constructs/rawDataBucket';
import type { Grantee } from './constructs/serviceRole';

/** What the stack has that a job's tables can be bound to. */
export interface Stores {
  readonly stream: IngestStream;
  readonly bucket: RawDataBucket;
}

/**
 * Gives a job what one of its tables needs, told from the options that the table was bound with: the permissions
 * follow the bindings and can't be forgotten, nor stay when a binding goes.
 *
 * @throws Error if the table lives where this stack has nothing to grant
 */
export function grantTable(job: string, grantee: Grantee, group: PropertyGroup, use: 'read' | 'write', stores: Stores) {
  const { PropertyGroupId: id, PropertyMap: options } = group;
  const connector = options.connector ?? '';
  switch (connector) {
    case 'kinesis':
    case 'millrace-kinesis': {
      if (options.stream !== stores.stream.streamName) break;
      if (use === 'write') return stores.stream.grantWrite(grantee);
      const fanOut = options['scan.stream.recordpublisher'] === 'EFO';
      const consumer = options['scan.stream.efo.consumername'];
      return stores.stream.grantRead(grantee, fanOut && consumer ? { fanOutConsumer: consumer } : {});
    }
    case 'filesystem':
    case 'millrace-filesystem': {
      const root = `s3://${stores.bucket.bucketName}/`;
      const path = options.path ?? '';
      if (!path.startsWith(root)) break;
      const prefix = path.slice(root.length);
      return use === 'write' ? stores.bucket.grantWrite(grantee, prefix) : stores.bucket.grantRead(grantee, prefix);
    }
    // They touch nothing outside the application.
    case 'blackhole':
    case 'datagen':
    case 'print':
      return;
  }
  throw new Error(
    `job ${job}: ${id} is bound to ${JSON.stringify(options)}, and the stack knows no permission for that; ` +
      'bind it to the stack’s stream or bucket, or teach cdktf/access.ts about the connector',
  );
}
