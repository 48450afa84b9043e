/** Server-sent events to every open page: first a snapshot, then batches. */
import type { ServerResponse } from 'node:http';
import { History, LIMITS, sameColumns, toWire } from './history';
import type { Column, ProblemUpdate, Update } from './protocol';

/** Four batches a second look live and leave the page time to draw. */
const BATCH_MS = 250;
/** Comments that keep idle connections open and let vanished ones be noticed. */
const HEARTBEAT_MS = 15_000;
/** Rows of one sink in one batch: beyond it only the newest go out live, and all that history keeps after a reload. */
export const BATCH_ROWS = 2_000;
/** Bytes a page may be behind before it gets no more batches, but a snapshot once it has caught up. */
const BACKLOG_BYTES = 4 * 1024 * 1024;

export class Feed {
  private readonly history = new History();
  private readonly clients = new Set<Client>();
  private readonly pending = new Pending();
  private timer: NodeJS.Timeout | undefined;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly build: string) {
    this.heartbeat = setInterval(() => this.send(':\n\n'), HEARTBEAT_MS).unref();
  }

  publish(update: Update): void {
    const wire = toWire(update);
    this.history.apply(wire);
    if (this.clients.size === 0) return;
    this.pending.add(wire);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  connect(response: ServerResponse, headers: Record<string, string>): void {
    // What is pending is in the snapshot as well, and must not reach the new page twice.
    this.flush();
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 1000\n\n');
    const client = new Client(response, () => this.snapshot());
    this.clients.add(client);
    response.on('close', () => this.clients.delete(client));
    client.send(this.snapshot());
  }

  close(): void {
    this.flush();
    clearInterval(this.heartbeat);
    for (const client of this.clients) client.response.end();
    this.clients.clear();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const updates = this.pending.take();
    if (updates.length > 0 && this.clients.size > 0) this.send(message('batch', updates));
  }

  private send(text: string): void {
    for (const client of this.clients) client.send(text);
  }

  private snapshot(): string {
    return message('snapshot', this.history.snapshot(this.build));
  }
}

class Client {
  private behind = false;

  constructor(
    readonly response: ServerResponse,
    snapshot: () => string,
  ) {
    // Writing to a page that has just vanished fails; its `close` follows and is all that matters.
    response.on('error', () => {});
    response.on('drain', () => {
      if (!this.behind) return;
      this.behind = false;
      this.send(snapshot());
    });
  }

  send(text: string): void {
    if (this.behind || this.response.destroyed) return;
    const accepted = this.response.write(text);
    this.behind = !accepted && this.response.writableLength > BACKLOG_BYTES;
  }
}

/** What the next batch will say: the latest status only, rows of a sink in one piece, problems as many as are shown. */
class Pending {
  private readonly latest = new Map<'job' | 'status', Update>();
  private readonly rows = new Map<string, { columns: readonly Column[]; rows: (readonly unknown[])[] }>();
  private readonly problems = new Map<ProblemUpdate['kind'], ProblemUpdate[]>();

  add(update: Update): void {
    if (update.type === 'rows') {
      const before = this.rows.get(update.sink);
      const entry =
        before && sameColumns(before.columns, update.columns) ? before : { columns: update.columns, rows: [] };
      for (const row of update.rows) entry.rows.push(row);
      // Trimmed at twice the bound, so that not every row moves all the others.
      if (entry.rows.length > 2 * BATCH_ROWS) entry.rows = entry.rows.slice(-BATCH_ROWS);
      this.rows.set(update.sink, entry);
    } else if (update.type === 'problem') {
      const same = this.problems.get(update.kind) ?? [];
      this.problems.set(update.kind, [...same.slice(1 - LIMITS.problems), update]);
    } else {
      this.latest.set(update.type, update);
    }
  }

  take(): Update[] {
    const updates: Update[] = [...this.latest.values()];
    for (const [sink, { columns, rows }] of this.rows) {
      updates.push({ type: 'rows', sink, columns, rows: rows.slice(-BATCH_ROWS) });
    }
    for (const problems of this.problems.values()) updates.push(...problems);
    this.latest.clear();
    this.rows.clear();
    this.problems.clear();
    return updates;
  }
}

const message = (event: 'snapshot' | 'batch', data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
