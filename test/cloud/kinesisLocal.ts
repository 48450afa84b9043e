/** Kinesis Data Streams on this machine, for tests: with resharding and enhanced fan-out, which moto lacks. */
import { dirname } from 'node:path';
import { h2cFront } from './h2cFront';
import { Service } from './leash';
import type { Emulator } from './moto';
import { subscribeToShard } from './subscribe';

const PLAIN_PORT = '4568';
/**
 * kinesis-local listens on all interfaces, on ports that must be known before, and does not say which ones. So whatever
 * it listens on becomes a free port of the loopback interface, and is told.
 */
const SERVE = `
const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function (wanted, ...rest) {
  const port = typeof wanted === 'object' ? wanted.port : wanted;
  this.once('listening', () => console.log('listening', port, this.address().port));
  return listen.call(this, { host: '127.0.0.1', port: 0 }, ...rest.filter((each) => typeof each === 'function'));
};
require('./main.js');
`;

/** Starts Kinesis alone, for HTTP/1.1 and HTTP/2 without TLS on one port. Its state is in memory and ends with it. */
export async function kinesisLocal(): Promise<Emulator> {
  const service = new Service('kinesis-local', process.execPath, ['-e', SERVE], {
    // It looks for its certificate in the folder where it is started.
    cwd: dirname(require.resolve('kinesis-local/package.json')),
    env: { ...process.env, KINESIS_MOCK_PLAIN_PORT: PLAIN_PORT, LOG_LEVEL: 'ERROR' },
  });
  const [, port] = await service.line(new RegExp(`^listening ${PLAIN_PORT} (\\d+)$`));
  const front = await h2cFront(Number(port), { 'Kinesis_20131202.SubscribeToShard': subscribeToShard(Number(port)) });
  const stop = async (): Promise<void> => {
    await front.stop();
    await service.stop();
  };
  return { endpoint: front.endpoint, stop };
}

/** One Kinesis for the tests of a file. */
export function useKinesisLocal(): () => Emulator {
  let running: Emulator | undefined;
  beforeAll(async () => {
    running = await kinesisLocal();
  });
  afterAll(() => running?.stop());
  return () => running as Emulator;
}
