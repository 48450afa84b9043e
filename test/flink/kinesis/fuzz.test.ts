/** 100,000 awkward records through a stream and a real Flink: each gets the verdict that it gets here, and none is lost. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, environment, filesystem, hours, job, kinesis, seconds, sink, source, t } from 'millrace';
import { flinkRows } from '../../../cli/run/flink-rows';
import { BatchBuilder } from '../../../runtime/connectors/files/columns';
import { Fault } from '../../../runtime/connectors/files/decode';
import { decodeStrictly } from '../../../runtime/connectors/files/strictJson';
import { script } from '../../../runtime/sql/script';
import { type AnyRow, fromBatch } from '../../../runtime/testing/rows';
import type { Schema } from '../../../runtime/types/type';
import { startJob } from '../../cloud/bridgeJob';
import { createStream, EMULATED, kinesisClient, putRecords } from '../../cloud/kinesis';
import { motoDescribe, useMoto } from '../../cloud/moto';
import { corpusSchema, jsonCorpus } from '../../decode/corpus';
import { multiset } from '../../engine/run';

const RECORDS = 100_000;
const CLOCK_SKEW = hours(1);

const fuzzed = source('fuzzed', corpusSchema).watermark('ts', seconds(5), { clockSkew: CLOCK_SKEW });
const rows = sink('rows', corpusSchema);
const counts = sink('counts', { window_end: t.timestamp, n: t.bigint });
const reading = job('fuzz', { lane: 'regular' }, [
  fuzzed.insertInto(rows),
  fuzzed
    .tumble('ts', { size: hours(1) })
    .groupBy()
    .select((f) => ({ window_end: f.window_end, n: count() }))
    .insertInto(counts),
]);

/** What this machine makes of the records, which have just arrived. */
function expected(records: readonly Buffer[]): { rows: AnyRow[]; malformed: string[] } {
  const latest = Date.now() + CLOCK_SKEW.ms;
  const all: AnyRow[] = [];
  const malformed: string[] = [];
  const names = Object.keys(corpusSchema);
  for (const record of records) {
    const builder = new BatchBuilder(corpusSchema, 1);
    const verdict = decodeStrictly(record, builder.columns, 0);
    builder.commit();
    const [row] = fromBatch(names, builder.take() as never) as [AnyRow];
    if (verdict instanceof Fault) malformed.push(`${verdict.code} ${verdict.reason} ${record.toString('hex')}`);
    else if ((row.ts as Date).getTime() > latest) malformed.push(`TIME_IN_FUTURE ${record.toString('hex')}`);
    else all.push(row);
  }
  return { rows: all, malformed: malformed.sort() };
}

motoDescribe('a stream of fuzzed records', () => {
  const moto = useMoto();
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read to its end; each record gets the same verdict and value as here, and every byte is kept', async () => {
    const { endpoint } = moto();
    const client = kinesisClient(endpoint);
    // Kinesis refuses empty records.
    const records = jsonCorpus(RECORDS + 100, 20_261).filter((record) => record.length > 0);
    await createStream(client, 'fuzzed', 2);
    const { accessKeyId, secretAccessKey } = EMULATED.credentials;
    const where = { region: EMULATED.region, endpoint, credentials: { accessKeyId, secretAccessKey } };
    const files = (table: string) => filesystem({ path: join(folder, table), format: 'json' });
    const properties = environment('test')
      .bind(fuzzed, kinesis({ stream: 'fuzzed', ...where }))
      .bind(rows, files('rows'))
      .bind(counts, files('counts'))
      .bindSideOutputs(files)
      .propertyGroups(reading);
    await putRecords(
      client,
      'fuzzed',
      records.map((data) => ({ data })),
    );
    const bridge = await startJob({ script: script(reading), properties, folder });
    try {
      const names = [
        'Table.fuzzed.read',
        'Table.fuzzed.malformed',
        'Table.fuzzed_late.onTime',
        'Table.fuzzed_late.late',
      ];
      await bridge.waitFor(async () => {
        const [read, ...parts] = Object.values(await bridge.metrics(...names)) as [number, ...number[]];
        return read === records.length && parts.reduce((a, b) => a + b) === read;
      }, 240_000);
      await bridge.stopWithSavepoint(join(folder, 'savepoint'));
    } finally {
      await bridge.stop();
    }
    const here = expected(records);
    expect(here.rows.length).toBeGreaterThan(RECORDS / 4);
    expect(here.malformed.length).toBeGreaterThan(RECORDS / 4);
    expect(multiset(await written('rows', corpusSchema))).toEqual(multiset(here.rows));
    const schema = reading.sideOutputs.find((s) => s.kind === 'malformed')?.schema as Schema;
    const malformed = (await written('fuzzed_malformed', schema)).map(({ _error, _reason, _raw }) => {
      const raw = Buffer.from(_raw as Uint8Array).toString('hex');
      // The reason of this one names the moment of arrival.
      return _error === 'TIME_IN_FUTURE' ? `${_error} ${raw}` : `${_error} ${_reason} ${raw}`;
    });
    expect(malformed.sort()).toEqual(here.malformed);
    expect(malformed.filter((text) => text.startsWith('TIME_IN_FUTURE')).length).toBeGreaterThan(50);
  }, 600_000);

  /** The rows of a sink, those in part files that are still open, too: after the savepoint nothing is added. */
  async function written(table: string, schema: Schema): Promise<AnyRow[]> {
    const parts = join(folder, `${table}-read`);
    const all = readdirSync(join(folder, table)).map((name) => readFileSync(join(folder, table, name)));
    rmSync(parts, { recursive: true, force: true });
    mkdirSync(parts);
    writeFileSync(join(parts, 'part-all'), Buffer.concat(all));
    const found: AnyRow[] = [];
    for await (const batch of flinkRows(parts, { name: table, schema }))
      found.push(...fromBatch(Object.keys(schema), batch));
    return found;
  }
});
