/** Runs Nexmark's queries on a warm Flink over generated events, as jobs and as published. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, filesystem, type PropertyGroup, script } from 'millrace';
import { auctions, bids, type NexmarkOptions, people, sideInputs } from '../../fixtures/nexmark/generator';
import { auction, bid, person, sideInput } from '../../jobs/nexmark/tables';
import { openWriter } from '../../runtime/connectors/files';
import type { Job } from '../../runtime/job';
import { PACKAGE_ROOT } from '../../runtime/package-root';
import { DETERMINISTIC } from '../../runtime/sql/settings';
import type { FlinkOracle } from '../../runtime/testing/flink';
import { type AnyRow, toBatch } from '../../runtime/testing/rows';
import { LocalTables } from '../flink/locally';
import { eventually, RunningJob } from '../identity/flink';

const QUERIES = join(PACKAGE_ROOT, 'fixtures', 'nexmark', 'sql');
const CHANGELOG_FORMAT = {
  'canal-json.timestamp-format.standard': 'SQL',
  'canal-json.encode.decimal-as-plain-number': 'true',
};

const BOUNDED = { source: {}, sink: {}, settings: {} };
/** The files are looked at again and again, and results published twice a second. */
const ENDLESS = {
  source: { 'source.monitor-interval': '100 ms' },
  sink: { 'sink.rolling-policy.rollover-interval': '500 ms', 'sink.rolling-policy.check-interval': '100 ms' },
  settings: { 'execution.checkpointing.interval': '500 ms' },
};

export type Row = Readonly<Record<string, unknown>>;

/** What a query gave: its changes folded, each row of the final table as often as it is there. */
export interface Result {
  readonly rows: readonly string[];
  /** Rows that were taken back on the way, which only an updating query does. */
  readonly retracted: number;
}

/** The three streams as files, each in the order of its times. */
export class Events {
  readonly #folder = mkdtempSync(join(tmpdir(), 'millrace-nexmark-'));

  static async write(options: NexmarkOptions): Promise<Events> {
    const events = new Events();
    await events.#write(person, [...people(options)]);
    await events.#write(auction, [...auctions(options)]);
    await events.#write(bid, [...bids(options)]);
    await events.#write(sideInput, [...sideInputs(1500)]);
    return events;
  }

  /** A folder for the results of one run. */
  output(): string {
    return mkdtempSync(join(this.#folder, 'run-'));
  }

  file(table: string): string {
    return join(this.#folder, `${table}.jsonl`);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #write(
    { node }: typeof person | typeof auction | typeof bid | typeof sideInput,
    rows: readonly object[],
  ): Promise<void> {
    const writer = openWriter(this.file(node.table), node.schema);
    await writer.write(toBatch(node.schema, rows as readonly AnyRow[]));
    await writer.close();
  }
}

/** What the local runtime gives over the same events, which come in the order of their times. */
export function runLocally(job: Job, options: NexmarkOptions): readonly string[] {
  const tables = new LocalTables(job);
  for (const { table, schema } of job.lookups)
    tables.local.lookup(table, toBatch(schema, [...sideInputs(1500)] as object[] as AnyRow[]));
  const streams: [string, readonly { readonly dateTime: Date }[]][] = [
    [person.node.table, [...people(options)]],
    [auction.node.table, [...auctions(options)]],
    [bid.node.table, [...bids(options)]],
  ];
  const read = streams.filter(([table]) => job.sources.some((source) => source.table === table));
  const ends = read.map(([, rows]) => rows.at(-1)?.dateTime.getTime() ?? 0);
  const from = Math.min(...read.map(([, rows]) => rows[0]?.dateTime.getTime() ?? 0));
  for (let time = from; time <= Math.max(...ends); time += SLICE_MS) {
    const isNow = ({ dateTime }: { dateTime: Date }) =>
      dateTime.getTime() >= time && dateTime.getTime() < time + SLICE_MS;
    for (const [table, rows] of read) tables.push(table, rows.filter(isNow) as object[] as AnyRow[]);
  }
  tables.end();
  return tables.rows(job.sinks[0]?.table as string).map((row) => JSON.stringify(row));
}
const SLICE_MS = 1_000;

/** The first rows that one has and the other has not, or not as often. */
export function difference(ours: readonly string[], theirs: readonly string[]): string[] {
  const surplus = new Map<string, number>();
  for (const row of ours) surplus.set(row, (surplus.get(row) ?? 0) + 1);
  for (const row of theirs) surplus.set(row, (surplus.get(row) ?? 0) - 1);
  const rows = [...surplus];
  return [
    ...rows
      .filter(([, count]) => count > 0)
      .map(([row]) => `only ours: ${row}`)
      .slice(0, 3),
    ...rows
      .filter(([, count]) => count < 0)
      .map(([row]) => `only theirs: ${row}`)
      .slice(0, 3),
  ];
}

/** What the job's own script gives. */
export const runJob = (flink: FlinkOracle, job: Job, events: Events): Promise<Result> =>
  run(flink, job, script(job), events);

/** What the published query gives, over the tables that the job reads and into the sink that it writes. */
export const runPublished = (flink: FlinkOracle, job: Job, events: Events): Promise<Result> =>
  run(flink, job, published(job), events);

/** A script of the published query: the job's tables and settings, and one INSERT. */
export function published(job: Job): string {
  const [sink] = job.sinks;
  const query = readFileSync(join(QUERIES, `${job.name}.sql`), 'utf8').trim();
  const columns = Object.keys(sink?.schema ?? {}).map((column) => `\`${column}\``);
  const written = script(job);
  const aside = job.sideOutputs.map(({ table }) => table);
  const tables = [...written.matchAll(/^CREATE TEMPORARY TABLE `(.+)` \([\s\S]*?;$/gm)]
    .filter(([, table]) => !aside.includes(table as string))
    .map(([statement]) => statement);
  const insert = `INSERT INTO \`${sink?.table}\` (${columns.join(', ')})\n${query};`;
  return [
    ...(written.match(/^SET .*;$/gm) ?? []),
    ...tables,
    'EXECUTE STATEMENT SET',
    'BEGIN',
    insert,
    'END;',
    '',
  ].join('\n');
}

/**
 * The rows of a script that goes by the wall clock. Its windows do not fire when their input ends, so the input goes on:
 * the job is cancelled when its rows are `complete`.
 */
export async function watch(
  flink: FlinkOracle,
  job: Job,
  sql: string,
  events: Events,
  complete: (rows: readonly Row[]) => boolean,
): Promise<readonly Row[]> {
  const folder = events.output();
  const running = new RunningJob(await flink.start(sql, properties(job, sql, events, folder, ENDLESS)));
  try {
    return await eventually(`the rows of ${job.name}`, async () => {
      const rows = changes(folder).map(({ row }) => row);
      return complete(rows) ? rows : undefined;
    });
  } finally {
    await running.cancel();
  }
}

async function run(flink: FlinkOracle, job: Job, sql: string, events: Events): Promise<Result> {
  const folder = events.output();
  const { counters } = await flink.run(sql, properties(job, sql, events, folder));
  for (const [table, { late = 0, malformed = 0 }] of Object.entries(counters.tables)) {
    // Such rows may be others in the two scripts: what is then compared is not the queries.
    if (late + malformed > 0) throw new Error(`${job.name}: ${table} has ${late} late and ${malformed} malformed rows`);
  }
  if (counters.numLateRecordsDropped > 0) throw new Error(`${job.name}: Flink dropped late rows`);
  return folded(folder);
}

/** Where a script's tables live: events in files, its result as a changelog, and what the job keeps aside nowhere. */
function properties(
  job: Job,
  sql: string,
  events: Events,
  folder: string,
  { source, sink, settings }: typeof ENDLESS | typeof BOUNDED = BOUNDED,
): PropertyGroup[] {
  let bindings = environment('nexmark').bindSideOutputs(() => ({ name: 'nowhere', sink: { connector: 'blackhole' } }));
  for (const node of job.sources) {
    const files = filesystem({ path: events.file(node.table), format: 'json' });
    bindings = bindings.bind(
      { node },
      { ...files, source: { ...files.source, connector: 'millrace-filesystem', ...source } },
    );
  }
  for (const node of job.lookups) {
    bindings = bindings.bind({ node }, filesystem({ path: events.file(node.table), format: 'json' }));
  }
  const changelog = { connector: 'filesystem', path: folder, format: 'canal-json', ...CHANGELOG_FORMAT, ...sink };
  for (const sink of job.sinks) bindings = bindings.bind(sink, { name: 'changelog', sink: changelog });
  const tables = new Set(sql.match(/(?<=^CREATE TEMPORARY TABLE `)[^`]+/gm));
  return [
    ...bindings.propertyGroups(job).filter(({ PropertyGroupId: id }) => tables.has(id.slice('table.'.length))),
    { PropertyGroupId: 'millrace.settings', PropertyMap: { ...DETERMINISTIC, ...settings } },
  ];
}

/** The changes that Flink has published in a folder. */
function changes(folder: string): { row: Row; type: 'INSERT' | 'DELETE' }[] {
  const parts = readdirSync(folder).filter((name) => name.startsWith('part-'));
  const lines = parts.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  return lines.map((line) => {
    const { data, type } = JSON.parse(line) as { data: [Row]; type: 'INSERT' | 'DELETE' };
    return { row: data[0], type };
  });
}

/** The final table: each deletion or row before an update takes back one row that is its equal. */
function folded(folder: string): Result {
  const counts = new Map<string, number>();
  let retracted = 0;
  for (const { row, type } of changes(folder)) {
    const text = JSON.stringify(row);
    counts.set(text, (counts.get(text) ?? 0) + (type === 'INSERT' ? 1 : -1));
    if (type === 'DELETE') retracted++;
  }
  const rows = [...counts].flatMap(([row, count]) => {
    if (count < 0) throw new Error(`a row was taken back that was not there: ${row}`);
    return Array<string>(count).fill(row);
  });
  return { rows, retracted };
}
