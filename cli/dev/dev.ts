/** `millrace dev`: a job on live rows in this process, shown on a page. */
import { spawn } from 'node:child_process';
import type { Update } from '../../dashboard/protocol';
import { type Dashboard, startDashboard } from '../../dashboard/server';
import type { Batch } from '../../runtime/engine/batch';
import { INSERT, type RowKind, takesBack } from '../../runtime/engine/changes';
import { LocalJob } from '../../runtime/engine/pipeline';
import { MillraceError } from '../../runtime/errors';
import type { Job, SideOutput } from '../../runtime/job';
import type { SourceNode } from '../../runtime/operators/source';
import { isWindowTable, type WindowTableNode } from '../../runtime/operators/window-table';
import { idleTimeout } from '../../runtime/sql/settings';
import { fromBatch, valueAt } from '../../runtime/testing/rows';
import type { Schema } from '../../runtime/types/type';
import { progress } from '../progress';
import { type Input, pushAligned } from '../run/aligned';
import type { Records } from '../run/inputs';
import { readLookups } from '../run/lookups';
import { canGenerate, type Feed, fileFeed, generatorFeed } from './feed';

export interface DevOptions {
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Event time passes so many times as fast as the clock. */
  readonly speed: number;
  readonly rowsPerSecond: number;
  readonly port: number;
  readonly open: boolean;
}

/** The generator begins in the past and catches up at once, so that the page has results from the start. */
const BACKFILL_MS = 15 * 60_000;
const CATCH_UP_STEP_MS = 60_000;
const TICK_MS = 250;

export async function startDev(job: Job, options: DevOptions): Promise<{ url: string; close(): Promise<void> }> {
  const generated = job.sources.filter((source) => !options.files.has(source.table));
  for (const source of generated) {
    if (!canGenerate(source)) {
      throw new MillraceError(
        'MISSING_INPUT',
        `the generator makes rows of metrics, and job ${job.name} reads ${source.table}`,
        `Add --input ${source.table}=FILE.`,
      );
    }
  }
  const dashboard = await startDashboard({ port: options.port, title: job.name });
  const live = new Live(job, dashboard, options);
  try {
    await live.start();
  } catch (error) {
    // An open server would keep the process alive.
    await dashboard.close();
    throw error;
  }
  progress.say(`${job.name} runs at ${dashboard.url} (Ctrl-C ends it)`, { url: dashboard.url });
  if (options.open && process.stdout.isTTY) openBrowser(dashboard.url);
  return {
    url: dashboard.url,
    async close() {
      live.stop();
      await dashboard.close();
    },
  };
}

class Live {
  private readonly local: LocalJob;
  private readonly feeds = new Map<SourceNode, Feed>();
  /** When each source gave rows last. */
  private readonly lastRows = new Map<SourceNode, number>();
  private readonly idleAfter: number;
  private readonly schemas: ReadonlyMap<string, Schema>;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private startedAt = 0;
  private eventStart = 0;
  private caughtUpTo: number | undefined;
  private measured = { at: 0, read: 0 };
  private rate = 0;

  constructor(
    private readonly job: Job,
    private readonly dashboard: Dashboard,
    private readonly options: DevOptions,
  ) {
    this.idleAfter = idleTimeout(job.lane) || Number.POSITIVE_INFINITY;
    const sinks = job.sinks.map((sink) => [sink.table, sink.schema] as const);
    this.schemas = new Map([...sinks, ...job.sideOutputs.map((s) => [s.table, s.schema] as const)]);
    this.local = new LocalJob(job, {
      rows: (table, batch) => {
        const aside = job.sideOutputs.find((s) => s.table === table);
        if (aside) this.publishProblems(aside, batch);
        else this.publishRows(table, batch);
      },
    });
  }

  async start(): Promise<void> {
    const { job, options } = this;
    const window = job.sideOutputs.map((s) => s.split).find((split) => split && isWindowTable(split));
    const windowMs = (window as WindowTableNode | undefined)?.window.slicing?.size;
    this.dashboard.publish({
      type: 'job',
      name: job.name,
      lane: job.lane,
      tables: [...job.sources.map((s) => s.table), ...this.schemas.keys()],
      ...(windowMs === undefined ? {} : { windowMs }),
    });
    await readLookups(this.local, options.files);
    for (const source of job.sources) {
      const files = options.files.get(source.table);
      const feed = files
        ? await fileFeed(source, files)
        : generatorFeed(source, options.rowsPerSecond, Date.now() - BACKFILL_MS);
      this.feeds.set(source, feed);
    }
    this.eventStart = Math.min(...[...this.feeds.values()].map((feed) => feed.start));
    this.startedAt = Date.now();
    this.timer = setTimeout(() => this.tick().catch((error) => this.fail(error)), 0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Event time by the clock; a generator's past counts as passed already. */
  private now(): number {
    const backfill = this.job.sources.every(({ table }) => !this.options.files.has(table)) ? BACKFILL_MS : 0;
    return this.eventStart + backfill + (Date.now() - this.startedAt) * this.options.speed;
  }

  private async tick(): Promise<void> {
    const target = this.now();
    const from = this.caughtUpTo ?? this.eventStart;
    const steps = Math.max(1, Math.ceil((target - from) / (CATCH_UP_STEP_MS * this.options.speed)));
    for (let step = 1; step <= steps && !this.stopped; step++) {
      await this.advance(from + ((target - from) * step) / steps);
      this.publishStatus(from + ((target - from) * step) / steps);
      // Between the steps of a long way the server gets to answer.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.caughtUpTo = target;
    if (!this.stopped && this.feeds.size > 0)
      this.timer = setTimeout(() => this.tick().catch((error) => this.fail(error)), TICK_MS);
  }

  /** Processing time is when a row comes: it passes as fast as event time. */
  private async advance(now: number): Promise<void> {
    this.local.clock(now);
    const inputs: Input[] = [];
    for (const [source, feed] of this.feeds) {
      const due = await feed.until(now);
      if (!due) this.end(source);
      else if (due.length > 0) inputs.push({ source, records: recordsOf(due) });
      if (due && due.length > 0) this.lastRows.set(source, now);
      else if (now - (this.lastRows.get(source) ?? this.eventStart) >= this.idleAfter) this.local.idle(source.table);
    }
    await pushAligned(this.local, inputs);
  }

  private end(source: SourceNode): void {
    const { table } = source;
    this.local.end(table);
    this.feeds.delete(source);
    progress.say(`${table}: the end of the input; the page stays open until Ctrl-C`, { ended: table });
  }

  private fail(error: unknown): void {
    this.stop();
    progress.error(
      error instanceof MillraceError ? error : new MillraceError('DEV_FAILED', String((error as Error).stack ?? error)),
    );
    process.exitCode = 1;
  }

  private publishStatus(now: number): void {
    const { sources, windows, windowsFired } = this.local.counters;
    const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
    const counted = Object.values(sources);
    const total = sum(counted.map((s) => s.read));
    const malformed = sum(counted.map((s) => s.malformed));
    const duplicates = sum(counted.map((s) => s.duplicates));
    const late = sum(Object.values(windows).map((w) => w.late));
    const watermark = Math.min(...this.job.sources.map((s) => this.local.watermark(s.table)));
    const clock = Date.now();
    const seconds = (clock - this.measured.at) / 1_000;
    this.rate = seconds < 3_600 ? this.rate * 0.6 + ((total - this.measured.read) / Math.max(seconds, 0.001)) * 0.4 : 0;
    this.measured = { at: clock, read: total };
    this.dashboard.publish({
      type: 'status',
      watermark: Number.isFinite(watermark) ? watermark : null,
      now,
      rowsPerSecond: this.rate,
      read: total,
      onTime: total - malformed - duplicates - late,
      late,
      malformed,
      ...(this.job.sources.some((s) => s.recordId) && { duplicates }),
      windowsFired,
      speed: this.options.speed,
    });
  }

  private publishRows(table: string, batch: Batch): void {
    const schema = this.schemas.get(table) as Schema;
    const columns = Object.entries(schema).map(([name, { kind }]) => ({ name, kind }));
    const rows = Array.from({ length: batch.length }, (_, i) => i)
      // What is shown is what rows are now, not what they were.
      .filter((i) => !takesBack((batch.kinds?.[i] ?? INSERT) as RowKind))
      .map((i) => batch.columns.map((column) => valueAt(column, i)));
    if (rows.length === 0) return;
    this.dashboard.publish({ type: 'rows', sink: table, columns, rows } as Update);
  }

  private publishProblems({ kind, table, schema }: SideOutput, batch: Batch): void {
    const at = Date.now();
    for (const row of fromBatch(Object.keys(schema), batch).slice(-20)) {
      const problem =
        kind === 'malformed'
          ? {
              reason: `${row._error}: ${row._reason}`,
              raw: Buffer.from(row._raw as Uint8Array).toString('utf8'),
            }
          : { reason: `${table}: ${WHY[kind]}`, raw: JSON.stringify(row, bigintAsText) };
      this.dashboard.publish({ type: 'problem', kind, at, ...problem });
    }
  }
}

async function* recordsOf(due: readonly Records[]): AsyncGenerator<Records> {
  yield* due;
}

const WHY = {
  late: 'its window had fired when it came',
  duplicates: 'its record id was there before',
};

const bigintAsText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  // Where there is no browser to open, the line with the address is enough.
  spawn(command as string, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
