import { get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { LIMITS } from '../../dashboard/history';
import type { Column, Snapshot, Update } from '../../dashboard/protocol';
import { type Dashboard, startDashboard } from '../../dashboard/server';

const COLUMNS: Column[] = [
  { name: 'metric_name', kind: 'STRING' },
  { name: 'window_end', kind: 'TIMESTAMP' },
  { name: 'average', kind: 'DOUBLE' },
];
const T0 = Date.UTC(2026, 2, 29, 12);
const status = (read: number): Update => {
  const counters = { read, onTime: read, late: 0, malformed: 0, windowsFired: 0 };
  return { type: 'status', watermark: T0, now: T0 + 1_000, rowsPerSecond: 10, ...counters };
};
const row = (name: string, minute: number, value: unknown): unknown[] => [name, T0 + minute * 60_000, value];
const rows = (...values: unknown[][]): Update => ({ type: 'rows', sink: 'averages', columns: COLUMNS, rows: values });

let dashboard: Dashboard;
beforeEach(async () => {
  dashboard = await startDashboard({ port: 0, title: 'A <b>job</b>' });
});
afterEach(() => dashboard.close());

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function ask(path: string, options: { host?: string; method?: string } = {}): Promise<Answer> {
  const { host = new URL(dashboard.url).host, method = 'GET' } = options;
  return new Promise((resolve, reject) => {
    // The path goes out as it is: a URL would tidy it up.
    const { hostname, port } = new URL(dashboard.url);
    const asked = request({ hostname, port, path, method, headers: { host } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, type: headers['content-type'] ?? '', headers, body });
      });
    });
    asked.on('error', reject).end();
  });
}

/** A client of the stream that collects its events. */
class Listener {
  readonly events: { event: string; data: unknown }[] = [];
  ended = false;
  private text = '';
  private readonly asked = get(`${dashboard.url}events`, (response) => {
    response.setEncoding('utf8');
    response.on('data', (part: string) => this.read(part));
    response.on('close', () => {
      this.ended = true;
    });
  }).on('error', () => {});

  async first(event: string): Promise<unknown> {
    for (;;) {
      const found = this.events.find((each) => each.event === event);
      if (found) return found.data;
      await pause(10);
    }
  }

  snapshot = async (): Promise<Snapshot> => (await this.first('snapshot')) as Snapshot;

  leave(): void {
    this.asked.destroy();
  }

  private read(part: string): void {
    this.text += part;
    for (let end = this.text.indexOf('\n\n'); end >= 0; end = this.text.indexOf('\n\n')) {
      const match = /^event: (\w+)\ndata: (.*)$/.exec(this.text.slice(0, end));
      if (match) this.events.push({ event: match[1] ?? '', data: JSON.parse(match[2] ?? '') });
      this.text = this.text.slice(end + 2);
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('the page, its script, style and icon come with their types and a strict policy', async () => {
  const html = await ask('/');
  expect(html).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
  expect(html.headers['content-security-policy']).toContain("default-src 'self'");
  expect(html.headers['x-content-type-options']).toBe('nosniff');
  expect(html.body).toContain('<title>A &lt;b&gt;job&lt;/b&gt;</title>');
  expect(html.body).not.toMatch(/https?:\/\//);
  expect(await ask('/page.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' });
  expect(await ask('/page.css?v=1')).toMatchObject({ status: 200, type: 'text/css; charset=utf-8' });
  expect(await ask('/icon.svg')).toMatchObject({ status: 200, type: 'image/svg+xml' });
  expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

test('anything else is a 404, and only reading is allowed', async () => {
  for (const path of ['/nothing', '/page', '/../package.json', '/%2e%2e/package.json', '//page.js', '/constructor']) {
    expect({ path, ...(await ask(path)) }).toMatchObject({ path, status: 404 });
  }
  expect(await ask('/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test("a host name that isn't this machine's is refused, so that another site can't read along", async () => {
  for (const host of ['attacker.example', '127.0.0.1.attacker.example', 'localhost.attacker.example:80', '[::1]']) {
    expect({ host, ...(await ask('/events', { host })) }).toMatchObject({ host, status: 403 });
  }
  expect(await ask('/', { host: 'localhost:9999' })).toMatchObject({ status: 200 });
});

test('it listens on the loopback interface only', async () => {
  const { hostname, port } = new URL(dashboard.url);
  expect(hostname).toBe('127.0.0.1');
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address?.family === 'IPv4' && !address.internal);
  for (const address of elsewhere) {
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect({ host: address?.address ?? '', port: Number(port), timeout: 2_000 });
      const settle = (text: string) => (): void => {
        socket.destroy();
        resolve(text);
      };
      socket.on('connect', settle('connected')).on('error', settle('refused')).on('timeout', settle('refused'));
    });
    expect(outcome).toBe('refused');
  }
});

test('a taken port is told with its cure', async () => {
  const port = Number(new URL(dashboard.url).port);
  await expect(startDashboard({ port, title: '' })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(/port \d+ on 127\.0\.0\.1 is in use by another program\n.*0 for any/),
  });
});

test('a page that opens late gets everything at once, then only what is new', async () => {
  dashboard.publish({ type: 'job', name: 'averages', lane: 'local', tables: ['metrics'] });
  dashboard.publish(status(1));
  dashboard.publish(rows(row('a', 1, 1.5), row('b', 1, 2.5)));
  dashboard.publish({ type: 'problem', kind: 'late', at: T0, reason: 'its window had closed', raw: '{}' });
  const listener = new Listener();
  expect(await listener.snapshot()).toEqual({
    build: expect.stringMatching(/^[0-9a-f]{16}$/),
    job: { type: 'job', name: 'averages', lane: 'local', tables: ['metrics'] },
    status: status(1),
    sinks: [
      {
        sink: 'averages',
        columns: COLUMNS,
        newest: [row('b', 1, 2.5), row('a', 1, 1.5)],
        series: [
          { name: 'a', points: [[T0 + 60_000, 1.5]] },
          { name: 'b', points: [[T0 + 60_000, 2.5]] },
        ],
      },
    ],
    problems: [{ type: 'problem', kind: 'late', at: T0, reason: 'its window had closed', raw: '{}' }],
  });
  dashboard.publish(status(2));
  dashboard.publish(status(3));
  dashboard.publish(rows(row('a', 2, 3)));
  // Made of other objects, as a pipeline may well make them.
  dashboard.publish({ ...(rows(row('b', 2, 4)) as Update & { type: 'rows' }), columns: structuredClone(COLUMNS) });
  expect(await listener.first('batch')).toEqual([status(3), rows(row('a', 2, 3), row('b', 2, 4))]);
  expect(listener.events).toHaveLength(2);
  listener.leave();
});

test('history is bounded: points, series, rows, problems of each kind and text', async () => {
  for (let minute = 0; minute < LIMITS.points + 100; minute++) dashboard.publish(rows(row('a', minute, minute)));
  for (let n = 0; n < LIMITS.series + 10; n++) dashboard.publish(rows(row(`s${n}`, 0, n)));
  dashboard.publish({ type: 'problem', kind: 'malformed', at: 0, reason: 'rare', raw: 'x'.repeat(100_000) });
  for (let at = 0; at < 100; at++) dashboard.publish({ type: 'problem', kind: 'late', at, reason: '', raw: '' });
  for (let n = 0; n < LIMITS.sinks + 5; n++) {
    dashboard.publish({ type: 'rows', sink: `sink${n}`, columns: COLUMNS, rows: [row('a', 0, 1)] });
  }
  const listener = new Listener();
  const { sinks, problems } = await listener.snapshot();
  listener.leave();
  expect(sinks).toHaveLength(LIMITS.sinks);
  expect(sinks[0]?.newest).toHaveLength(LIMITS.rows);
  expect(sinks[0]?.series).toHaveLength(LIMITS.series);
  expect(sinks[0]?.series.map(({ name }) => name)).not.toContain('a');
  expect(problems).toHaveLength(LIMITS.problems + 1);
  expect(problems[0]?.at).toBe(99);
  expect(problems.at(-1)?.raw.length).toBeLessThan(LIMITS.text + 5);
});

test('a series keeps its newest points in order of time, and a window that fires again replaces its result', async () => {
  for (let minute = 0; minute < LIMITS.points + 100; minute++) dashboard.publish(rows(row('a', minute, minute)));
  dashboard.publish(rows(row('a', LIMITS.points, -1)));
  dashboard.publish(rows(row('b', 2, 2), row('b', 1, 1)));
  const listener = new Listener();
  const [a, b] = (await listener.snapshot()).sinks[0]?.series ?? [];
  listener.leave();
  expect(a?.points).toHaveLength(LIMITS.points);
  expect(a?.points[0]).toEqual([T0 + 100 * 60_000, 100]);
  expect(a?.points[LIMITS.points - 100]?.[1]).toBe(-1);
  expect(b?.points.map(([, value]) => value)).toEqual([1, 2]);
});

test('values that JSON has no form for arrive as text, and as gaps in a chart', async () => {
  const columns: Column[] = [
    { name: 'at', kind: 'TIMESTAMP' },
    { name: 'total', kind: 'BIGINT' },
    { name: 'average', kind: 'DOUBLE' },
  ];
  const huge = 2n ** 60n;
  const values = [
    [T0, 5n, Number.NaN],
    [new Date(T0 + 1), huge, null],
  ];
  dashboard.publish({ type: 'rows', sink: 'odd', columns, rows: values });
  const listener = new Listener();
  const [sink] = (await listener.snapshot()).sinks;
  listener.leave();
  expect(sink?.newest).toEqual([
    [T0 + 1, String(huge), null],
    [T0, 5, 'NaN'],
  ]);
  expect(sink?.series).toEqual([
    {
      name: '',
      points: [
        [T0, 5, null],
        [T0 + 1, Number(huge), null],
      ],
    },
  ]);
});

test('a flood of rows goes out in few, bounded batches', async () => {
  const listener = new Listener();
  await listener.snapshot();
  for (let n = 0; n < 20_000; n++) dashboard.publish(rows(row('a', n, n)));
  const batch = (await listener.first('batch')) as Update[];
  listener.leave();
  expect(listener.events.length).toBeLessThanOrEqual(3);
  const [update] = batch;
  if (update?.type !== 'rows') throw new Error('the batch has no rows');
  expect(update.rows).toHaveLength(2_000);
  expect(update.rows.at(-1)).toEqual(row('a', 19_999, 19_999));
});

test('clients that vanish harm nobody, and closing ends the streams and frees the port', async () => {
  const vanishing = Array.from({ length: 5 }, () => new Listener());
  await Promise.all(vanishing.map((listener) => listener.snapshot()));
  const staying = new Listener();
  await staying.snapshot();
  for (const listener of vanishing) listener.leave();
  dashboard.publish(status(7));
  expect(await staying.first('batch')).toEqual([status(7)]);
  const port = Number(new URL(dashboard.url).port);
  await dashboard.close();
  while (!staying.ended) await pause(10);
  dashboard.publish(status(8));
  dashboard = await startDashboard({ port, title: 'again' });
  expect((await ask('/')).status).toBe(200);
});
