/** The real page in a real browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Column, StatusUpdate, Update } from '../../dashboard/protocol';
import { type Dashboard, startDashboard } from '../../dashboard/server';
import { browserDescribe, launch, listen } from './browser';

const COLUMNS: Column[] = [
  { name: 'metric_name', kind: 'STRING' },
  { name: 'window_end', kind: 'TIMESTAMP' },
  { name: 'average', kind: 'DOUBLE' },
  { name: 'events', kind: 'BIGINT' },
];
const T0 = Date.UTC(2026, 2, 29, 12);
const EVIL = '<img src=x onerror="document.title=1">';

const job: Update = { type: 'job', name: 'metric-averages', lane: 'local', tables: ['metrics'], windowMs: 60_000 };
const status = (changes: Partial<StatusUpdate> = {}): StatusUpdate => ({
  type: 'status',
  watermark: T0 + 41_000,
  now: T0 + 43_500,
  rowsPerSecond: 2412.4,
  read: 1_234_567,
  onTime: 1_234_500,
  late: 0,
  malformed: 0,
  windowsFired: 0,
  ...changes,
});
const rows = (...values: unknown[][]): Update => ({ type: 'rows', sink: 'averages', columns: COLUMNS, rows: values });
const window = (minute: number, ...names: string[]): Update =>
  rows(...names.map((name, n) => [name, T0 + minute * 60_000, 1000 + 40 * n + 9 * Math.sin(minute), BigInt(minute)]));

browserDescribe('the page', () => {
  let browser: Browser;
  let dashboard: Dashboard;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    dashboard = await startDashboard({ port: 0, title: 'millrace' });
    complaints = [];
  });
  afterEach(() => dashboard.close());

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    listen(page, complaints);
    page.on('request', (request) => {
      if (!request.url().startsWith(dashboard.url)) complaints.push(`outside: ${request.url()}`);
    });
    await page.goto(dashboard.url);
    return page;
  }

  /** The colours in a canvas, as 0xbbggrr of its opaque points; a blank one has none. */
  const colours = (page: Page, index: number): Promise<number[]> =>
    page
      .locator('canvas')
      .nth(index)
      .evaluate((canvas) => {
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.buffer;
        const opaque = new Uint32Array(data ?? []).filter((pixel) => pixel >>> 24 === 255);
        return [...new Set(opaque.map((pixel) => pixel & 0xffffff))];
      });

  const style = (page: Page, selector: string, property: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((found, name) => {
        const styles = found.ownerDocument.defaultView?.getComputedStyle(found);
        return styles?.getPropertyValue(name).trim() ?? '';
      }, property);

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  const text = (page: Page, selector: string): Promise<string> =>
    page.locator(selector).evaluate((found) => found.textContent ?? '');

  const finish = async (page: Page): Promise<void> => {
    expect(complaints).toEqual([]);
    await page.context().close();
  };

  test('says what it waits for, then shows counters, charts and rows as they come', async () => {
    const page = await open();
    await page.getByText('Waiting for the pipeline to start.').waitFor();
    dashboard.publish(job);
    dashboard.publish(status());
    await page.getByText('Waiting for the first 1-minute window.').waitFor();
    expect(await text(page, '#waiting-detail')).toContain('Watermark 12:00:41, closes at 12:01:00 UTC.');

    for (let minute = 1; minute <= 30; minute++) dashboard.publish(window(minute, 'b.cpu', 'a.latency'));
    dashboard.publish(status({ watermark: T0 + 30 * 60_000, now: T0 + 31 * 60_000, late: 3, windowsFired: 60 }));
    await page.locator('canvas').nth(1).waitFor();
    expect(await page.locator('#waiting').isVisible()).toBe(false);
    expect(await page.locator('h3').allTextContents()).toEqual(['a.latency', 'b.cpu']);
    await page.locator('.latest', { hasText: /^1,031\.1$/ }).waitFor();
    for (const index of [0, 1]) expect((await colours(page, index)).length).toBeGreaterThan(3);
    const figures = {
      job: 'metric-averages',
      lane: 'local',
      watermark: '12:30:00',
      lag: '1 min behind',
      rate: '2,412',
    };
    const counters = { read: '1,234,567', 'on-time': '1,234,500', late: '3', malformed: '0', windows: '60' };
    for (const [id, expected] of Object.entries({ ...figures, ...counters, connection: 'Live' })) {
      expect(`${id}: ${await text(page, `#${id}`)}`).toBe(`${id}: ${expected}`);
    }

    expect(await page.locator('tbody tr').count()).toBe(50);
    expect(await page.locator('thead th').allTextContents()).toEqual(COLUMNS.map(({ name }) => name));
    const newest = page.locator('tbody tr').first().locator('td');
    expect(await newest.allTextContents()).toEqual(['a.latency', '2026-03-29 12:30:00', '1,031.11', '30']);
    dashboard.publish(window(31, 'c.new'));
    await page.locator('tbody tr.new', { hasText: 'c.new' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(50);
    expect(await page.locator('h3').allTextContents()).toEqual(['a.latency', 'b.cpu', 'c.new']);
    await finish(page);
  });

  test('a page opened later, or reloaded, has it all at once', async () => {
    dashboard.publish(job);
    dashboard.publish(status({ windowsFired: 5 }));
    for (let minute = 1; minute <= 5; minute++) dashboard.publish(window(minute, 'a', 'b'));
    const page = await open();
    await page.locator('canvas').nth(1).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(10);
    expect(await page.locator('tr.new').count()).toBe(0);
    expect(await page.getByRole('img', { name: 'a: latest 991.4' }).count()).toBe(1);
    await page.getByLabel('Value in the charts').selectOption('events');
    await page.getByRole('img', { name: 'a: latest 5, 1 to 5 in 5 results' }).waitFor();
    await finish(page);
  });

  test('of many series it draws two dozen, and the filter finds the others', async () => {
    dashboard.publish(window(1, ...Array.from({ length: 60 }, (_, n) => `host${n}.cpu`)));
    const page = await open();
    await page.locator('canvas').nth(23).waitFor();
    expect(await page.locator('canvas').count()).toBe(24);
    expect(await text(page, '.summary')).toBe('First 24 of 60 series');
    expect(await text(page, 'li:nth-child(3) h3')).toBe('host2.cpu');
    await page.getByLabel('Filter the series of averages').fill('HOST5');
    await page.getByText('11 of 60 series').waitFor();
    await until(async () => (await page.locator('canvas').count()) === 11);
    await finish(page);
  });

  test('what comes from outside is shown as text, wherever it is shown', async () => {
    dashboard.publish({ ...job, name: EVIL, lane: EVIL, tables: [EVIL] } as Update);
    dashboard.publish(status({ late: 1, malformed: 1 }));
    const columns = COLUMNS.map((column, n) => (n === 2 ? { ...column, name: EVIL } : column));
    dashboard.publish({ type: 'rows', sink: EVIL, columns, rows: [[EVIL, T0, 1, 2]] });
    dashboard.publish({ type: 'problem', kind: 'late', at: T0, reason: `late ${EVIL}`, raw: EVIL });
    dashboard.publish({ type: 'problem', kind: 'malformed', at: T0, reason: EVIL, raw: `{"a":"${EVIL}` });
    const page = await open();
    await page.locator('canvas').first().waitFor();
    for (const place of ['#job', '#tables', '#lane', '.sink h2', 'h3', 'td.string']) {
      expect(`${place} ${await text(page, place)}`).toBe(`${place} ${EVIL}`);
    }
    await page.locator('#malformed').click();
    expect(await page.locator('dialog li').allTextContents()).toEqual([`${EVIL}2026-03-29 12:00:00{"a":"${EVIL}`]);
    await page.keyboard.press('Escape');
    await page.locator('#late').click();
    expect(await page.locator('dialog li').allTextContents()).toEqual([`late ${EVIL}2026-03-29 12:00:00${EVIL}`]);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.locator('dialog').isVisible()).toBe(false);
    expect(await page.locator('img').count()).toBe(1);
    expect(await page.title()).toBe('millrace');
    await finish(page);
  });

  test('repeats have a tile of their own, where a table says what identifies a record', async () => {
    dashboard.publish(status());
    const page = await open();
    await page.locator('#read', { hasText: '1,234,567' }).waitFor();
    expect(await page.locator('#duplicates').isVisible()).toBe(false);
    dashboard.publish(status({ duplicates: 1_042 }));
    dashboard.publish({ type: 'problem', kind: 'duplicates', at: T0, reason: 'again', raw: '{"id":7}' });
    await page.locator('#duplicates', { hasText: '1,042' }).click();
    await page.getByRole('heading', { name: 'Repeated records' }).waitFor();
    expect(await page.locator('dialog li').allTextContents()).toEqual(['again2026-03-29 12:00:00{"id":7}']);
    await finish(page);
  });

  test('it fits a phone: no scrolling sideways, and targets for fingers', async () => {
    dashboard.publish({ ...job, name: 'a-rather-long-name-of-a-job-that-someone-chose' } as Update);
    dashboard.publish(
      status({ late: 123_456, malformed: 12_345, duplicates: 1_234, windowsFired: 98_765, speed: 60, paused: true }),
    );
    const names = ['a.metric.with.a.very.long.name.that.does.not.fit', 'b'];
    for (let minute = 0; minute < 200; minute++) dashboard.publish(window(minute, ...names));
    const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await page.locator('canvas').nth(1).waitFor();
    await page.getByText('Paused').waitFor();
    const width = (): Promise<number> => page.locator('html').evaluate((html) => html.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(360);
    for (const target of await page.locator('.tile.action:visible, input, select').all()) {
      const box = await target.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40);
    }
    // Not even the table scrolls sideways.
    const hidden = await page.locator('.rows').evaluate((rows) => rows.scrollWidth - rows.clientWidth);
    expect(hidden).toBe(0);
    expect(await page.getByRole('row').first().getByRole('columnheader').count()).toBe(COLUMNS.length);
    await page.locator('#late').click();
    const close = await page.getByRole('button', { name: 'Close' }).boundingBox();
    expect(close?.height).toBeGreaterThanOrEqual(40);
    expect(await width()).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: 'Close' }).click();

    const chart = async (): Promise<number> => (await page.locator('.chart canvas').first().boundingBox())?.width ?? 0;
    const before = await chart();
    await page.setViewportSize({ width: 560, height: 740 });
    await until(async () => (await chart()) > before);
    await page.setViewportSize({ width: 360, height: 740 });
    await until(async () => (await chart()) === before);
    expect(await width()).toBeLessThanOrEqual(360);
    await finish(page);
  });

  test('a dark scheme is dark, charts too, also when it changes under an open page', async () => {
    for (let minute = 0; minute < 20; minute++) dashboard.publish(window(minute, 'a'));
    const page = await open({ colorScheme: 'light' });
    await page.locator('canvas').first().waitFor();
    expect(await style(page, 'body', 'background-color')).toBe('rgb(244, 246, 248)');
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(async () => (await style(page, 'body', 'background-color')) === 'rgb(13, 18, 23)');
    expect(await style(page, 'body', 'color')).toBe('rgb(230, 237, 243)');
    expect(await style(page, '.card', '--accent')).toBe('#4fc3dc');
    await page.waitForTimeout(200);
    const drawn = await colours(page, 0);
    expect(drawn).toContain(0xdcc34f);
    expect(drawn).not.toContain(0x846e0f);
    await finish(page);
  });

  test('it connects again by itself and keeps what was typed', async () => {
    dashboard.publish(window(1, 'a', 'b'));
    const page = await open();
    await page.locator('canvas').nth(1).waitFor();
    await page.getByLabel('Filter the series of averages').fill('b');
    const port = Number(new URL(dashboard.url).port);
    await dashboard.close();
    await page.getByText('Reconnecting').waitFor();
    dashboard = await startDashboard({ port, title: 'millrace' });
    dashboard.publish(window(1, 'a', 'b', 'bb'));
    await page.getByText('Live').waitFor();
    await page.getByText('2 of 3 series').waitFor();
    expect(await page.locator('h3').allTextContents()).toEqual(['b', 'bb']);
    // A lost connection is the browser's to report, and all that it may report here.
    complaints = complaints.filter((text) => !/events|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/.test(text));
    await finish(page);
  });
});
