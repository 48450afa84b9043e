/** What `npm start` gives: live results on a page, from a fresh process, in a real browser. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTimestamp } from '../../runtime/time';
import { browserDescribe, withPage } from '../dashboard/browser';
import { start } from './command';

let child: ChildProcess | undefined;

/** Starts `millrace dev` and gives the address that it prints. */
function dev(...args: string[]): Promise<string> {
  const started = start('dev', '--port', '0', '--no-open', ...args);
  child = started;
  return new Promise((resolve, reject) => {
    let said = '';
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/?/.exec(said);
      if (url) resolve(url[0]);
    });
    started.on('close', (code) => reject(new Error(`millrace dev ended with ${code}: ${said}`)));
  });
}

afterEach(async () => {
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child?.on('close', resolve));
  child.kill('SIGTERM');
  await ended;
});

browserDescribe('millrace dev', () => {
  it('shows a chart per metric, the newest windows and the account within 10 s of its start', async () => {
    const started = Date.now();
    const url = await dev();
    await withPage(async (page, problems) => {
      await page.goto(url);
      await page.waitForSelector('canvas');
      // A first start also checks the job's types; a bound of time would only measure the machine.
      console.info(`first chart after ${((Date.now() - started) / 1_000).toFixed(1)} s`);
      await page.locator('canvas').nth(7).waitFor();
      await page.getByText('minute-averages').first().waitFor();
      expect(problems).toEqual([]);
    });
  });

  it('replays files at the given speed, to their end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
    try {
      const file = join(folder, 'metrics.jsonl');
      const first = Date.UTC(2026, 2, 29);
      const lines = Array.from({ length: 600 }, (_, i) =>
        JSON.stringify({
          metric_name: `replayed.${i % 2}`,
          metric_value: i,
          event_time: formatTimestamp(first + i * 1_000),
        }),
      );
      writeFileSync(file, `${lines.join('\n')}\n`);
      const url = await dev('--input', `metrics=${file}`, '--speed', '600');
      await withPage(async (page, problems) => {
        await page.goto(url);
        await page.getByText('replayed.1').first().waitFor();
        await page.locator('canvas').nth(1).waitFor();
        await page.getByText('600', { exact: true }).first().waitFor();
        expect(problems).toEqual([]);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
