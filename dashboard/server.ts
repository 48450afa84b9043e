/** The dashboard's server: the page, and its data as server-sent events, for this machine only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MillraceError } from '../runtime/errors';
import { bundlePage, type Page } from './bundle';
import { Feed } from './feed';
import type { Update } from './protocol';

export interface Dashboard {
  /** Where to point a browser. */
  readonly url: string;
  publish(update: Update): void;
  close(): Promise<void>;
}

const ADDRESS = '127.0.0.1';

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Serves the page on the loopback interface; port 0 takes any that is free. */
export async function startDashboard(options: { port: number; title: string }): Promise<Dashboard> {
  const page = await bundlePage();
  const feed = new Feed(page.build);
  const files = filesOf(page, options.title);
  const server = createServer((request, response) => answer(request, response, files, feed));
  const port = await listen(server, options.port);
  return {
    url: `http://${ADDRESS}:${port}/`,
    publish: (update) => feed.publish(update),
    close: () =>
      new Promise((resolve) => {
        feed.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Files = ReadonlyMap<string, { readonly type: string; readonly body: string }>;

function filesOf(page: Page, title: string): Files {
  const icon = { type: 'image/svg+xml', body: page.icon };
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: page.html.replaceAll('{{title}}', () => escapeHtml(title)) }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: page.script }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: page.style }],
    ['/icon.svg', icon],
    ['/favicon.ico', icon],
  ]);
}

function answer(request: IncomingMessage, response: ServerResponse, files: Files, feed: Feed): void {
  const refuse = (status: number, reason: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { ...HEADERS, ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${reason}\n`);
  };
  const { method, headers } = request;
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const file = files.get(path);
  // A page elsewhere can let its own name resolve to 127.0.0.1 and would then count as the same origin.
  if (!isLocal(headers.host)) refuse(403, 'Open the dashboard as 127.0.0.1 or localhost.');
  else if (method !== 'GET' && method !== 'HEAD') refuse(405, 'Only GET and HEAD are served.', { Allow: 'GET, HEAD' });
  else if (path === '/events' && method === 'GET') feed.connect(response, HEADERS);
  else if (!file) refuse(404, 'There is nothing here.');
  else {
    const length = Buffer.byteLength(file.body);
    response.writeHead(200, { ...HEADERS, 'Content-Type': file.type, 'Content-Length': length });
    response.end(method === 'HEAD' ? undefined : file.body);
  }
}

/** Any port will do: it may be forwarded under another number. */
const isLocal = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(host ?? '');

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port)));
    server.listen({ host: ADDRESS, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function cannotListen(error: NodeJS.ErrnoException, port: number): Error {
  const cure = 'Choose another port, or 0 for any that is free.';
  if (error.code === 'EADDRINUSE') {
    return new MillraceError('PORT_IN_USE', `port ${port} on ${ADDRESS} is in use by another program`, cure, {
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new MillraceError('PORT_FORBIDDEN', `this user may not listen on port ${port}`, cure, { cause: error });
  }
  return error;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
