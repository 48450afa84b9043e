/** A real browser for tests. Set CHROMIUM_PATH where Chromium is not at /usr/bin/chromium. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const MISSING = existsSync(EXECUTABLE) ? '' : `there is no Chromium at ${EXECUTABLE}; CHROMIUM_PATH can name another`;
if (MISSING && process.env.CI) throw new Error(`The page can't be tested: ${MISSING}.`);
if (MISSING) console.warn(`The page is not tested: ${MISSING}.`);

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
ARGS.push('--disable-background-networking', '--disable-component-update', '--disable-sync');

/** `describe`, or a skip that names its reason. */
export function browserDescribe(name: string, tests: () => void): void {
  (MISSING ? describe.skip : describe)(MISSING ? `${name} (skipped: ${MISSING})` : name, tests);
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: EXECUTABLE, args: ARGS });

/** Collects what a page complains of: console output, errors, failed requests. */
export function listen(page: Page, complaints: string[]): void {
  page.on('console', (entry) => complaints.push(`console ${entry.type()}: ${entry.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
}

/** One page of a browser of its own. */
export async function withPage(use: (page: Page, complaints: string[]) => Promise<void>): Promise<void> {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const complaints: string[] = [];
    listen(page, complaints);
    await use(page, complaints);
  } finally {
    await browser.close();
  }
}
