/**
 * One port for HTTP/1.1 and for HTTP/2 without TLS, in front of a server that speaks HTTP/1.1 only.
 *
 * The AWS SDK for Java v2 subscribes to shards by HTTP/2 with prior knowledge, and emulators do not speak it.
 */
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Emulator } from './moto';

/** About one connection, not about what is sent: HTTP/2 forbids them, and the next connection has its own. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);
const HTTP2_PREFACE = Buffer.from('PRI');

type Handler = (
  request: http.IncomingMessage | http2.Http2ServerRequest,
  response: http.ServerResponse | http2.Http2ServerResponse,
) => void;

/** `instead` answers requests for some actions (`x-amz-target`) in the server's place. */
export async function h2cFront(port: number, instead: Readonly<Record<string, Handler>> = {}): Promise<Emulator> {
  const agent = new http.Agent({ keepAlive: true });
  const forward: Handler = (request, response) => {
    const own = instead[String(request.headers['x-amz-target'])];
    if (own) return own(request, response);
    const { method, url: path } = request;
    const onward = http.request({
      agent,
      host: '127.0.0.1',
      port,
      ...(method && { method }),
      ...(path && { path }),
      headers: endToEnd(request.headers),
    });
    onward.on('response', (answer) => {
      (response as http.ServerResponse).writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      // A subscription's first event may be minutes away, but its caller waits for the headers.
      if (response instanceof http.ServerResponse) response.flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response as http.ServerResponse);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  };
  const http1 = http.createServer(forward);
  const h2 = http2.createServer(forward);

  const sockets = new Set<Socket>();
  const front = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return;
      socket.unshift(first);
      const server = first.subarray(0, HTTP2_PREFACE.length).equals(HTTP2_PREFACE) ? h2 : http1;
      server.emit('connection', socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = new Promise((resolve) => front.close(resolve));
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
}

/** Pseudo-headers of HTTP/2 begin with a colon, which HTTP/1.1 does not know. */
function endToEnd(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(':') && !OF_THE_CONNECTION.has(name)),
  );
}
