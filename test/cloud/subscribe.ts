/**
 * SubscribeToShard by GetRecords. The emulator's own never ends when its shard is closed; AWS's then sends a last event,
 * without a continuation and with the children.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShardEvent.html
 */
import http from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';

/** AWS ends a subscription after 5 minutes; sooner here, so that tests see how it goes on. */
const SUBSCRIPTION_MS = 5_000;
const POLL_MS = 100;
/** Few, so that a shard is not read in one go. */
const Limit = 200;

interface Subscription {
  ConsumerARN: string;
  ShardId: string;
  StartingPosition: { Type: string; SequenceNumber?: string; Timestamp?: number };
}

interface Records {
  Records: { SequenceNumber: string }[];
  NextShardIterator?: string | null;
  MillisBehindLatest: number;
  ChildShards?: unknown[];
}

/** Answers requests for a Kinesis that listens on this port. */
export function subscribeToShard(port: number) {
  return async (
    request: http.IncomingMessage | Http2ServerRequest,
    answer: http.ServerResponse | Http2ServerResponse,
  ) => {
    const response = answer as http.ServerResponse;
    const { ConsumerARN, ShardId, StartingPosition } = JSON.parse(await text(request)) as Subscription;
    const { authorization = '', 'x-amz-date': date = '' } = request.headers;
    const ask = <Answer>(action: string, body: object): Promise<Answer> =>
      post<Answer>(port, `Kinesis_20131202.${action}`, { authorization, 'x-amz-date': String(date) }, body);
    try {
      const { Type, SequenceNumber, Timestamp } = StartingPosition;
      let { ShardIterator: next } = await ask<{ ShardIterator?: string | null }>('GetShardIterator', {
        StreamARN: ConsumerARN.replace(/\/consumer\/.*/, ''),
        ShardId,
        ShardIteratorType: Type,
        StartingSequenceNumber: SequenceNumber,
        Timestamp,
      });
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.write(message('initial-response', {}));
      let last = SequenceNumber ?? '0';
      for (const end = Date.now() + SUBSCRIPTION_MS; next && Date.now() < end && !response.destroyed; ) {
        const got: Records = await ask<Records>('GetRecords', { ShardIterator: next, Limit });
        next = got.NextShardIterator;
        last = got.Records.at(-1)?.SequenceNumber ?? last;
        const { Records, MillisBehindLatest, ChildShards } = got;
        const event = {
          Records,
          MillisBehindLatest,
          ...(next ? { ContinuationSequenceNumber: last } : { ChildShards }),
        };
        response.write(message('SubscribeToShardEvent', event));
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      response.end();
    } catch {
      response.destroy();
    }
  };
}

function post<Answer>(port: number, target: string, identity: http.OutgoingHttpHeaders, body: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ...identity, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    const request = http.request({ host: '127.0.0.1', port, method: 'POST', headers }, async (response) => {
      const said = await text(response);
      if (response.statusCode === 200) resolve(JSON.parse(said) as Answer);
      else reject(new Error(said));
    });
    request.on('error', reject).end(JSON.stringify(body));
  });
}

/** A message of AWS's event streams: lengths and their checksum, headers, payload, and a checksum of it all. */
function message(type: string, payload: object): Buffer {
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', 'application/x-amz-json-1.1'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const lengths = Buffer.concat([uint32(headers.length + body.length + 16), uint32(headers.length)]);
  const all = Buffer.concat([lengths, uint32(crc32(lengths)), headers, body]);
  return Buffer.concat([all, uint32(crc32(all))]);
}

const STRING = 7;

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([STRING]),
    length,
    Buffer.from(value),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
