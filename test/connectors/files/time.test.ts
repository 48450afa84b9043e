/** TIME_IN_FUTURE: rows that are dated later than their arrival plus the table's clock skew. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Table, tableToIPC } from 'apache-arrow';
import { Table as WasmTable, writeParquet } from 'parquet-wasm';
import {
  JsonLinesDecoder,
  type MalformedRow,
  openReader,
  openWriter,
  type TimeRule,
} from '../../../runtime/connectors/files';
import { toRecordBatch } from '../../../runtime/connectors/files/arrow';
import { type AnyRow, fromBatch, toBatch } from '../../../runtime/testing/rows';
import { t } from '../../../runtime/types';
import { inFolder } from './support';

const schema = { name: t.string, at: t.timestamp, arrival: t.timestamp.nullable() };
const at = new Date('2026-03-29T00:58:00.123Z');
const arrived = (skew: number): Date => new Date(at.getTime() - skew);
const rows = [
  { name: 'on time', at, arrival: at },
  { name: 'within the skew', at, arrival: arrived(60_000) },
  { name: 'beyond it', at, arrival: arrived(60_001) },
  { name: 'without arrival', at: new Date('2099-01-01T00:00:00Z'), arrival: null },
  { name: 'at last', at: arrived(120_000), arrival: at },
];
const rule: TimeRule = { column: 'at', clockSkewMs: 60_000, arrival: 'arrival' };
const REASON =
  'column "at" is 2026-03-29 00:58:00.123: later than the row\'s arrival at 2026-03-29 00:57:00.122 by more than the clock skew of 60000 ms';

async function read(path: string, time: TimeRule | undefined) {
  const malformed: MalformedRow[] = [];
  const good: AnyRow[] = [];
  const onMalformed = (row: MalformedRow): unknown => malformed.push(row);
  for await (const batch of openReader(path, { name: 'T', schema, time }, { onMalformed })) {
    good.push(...fromBatch(Object.keys(schema), batch));
  }
  return { malformed, good };
}

/** The rows in a file. @returns how a record looks there, where it has bytes of its own. */
async function write(path: string): Promise<string | undefined> {
  const batch = toBatch(schema, rows);
  if (path.endsWith('.parquet')) {
    const table = new Table([toRecordBatch(batch, Object.keys(schema))]);
    writeFileSync(path, writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream'))));
  } else if (path.endsWith('.csv')) {
    const line = (row: (typeof rows)[number]): string =>
      `${row.name},${row.at.toISOString()},${row.arrival?.toISOString() ?? ''}`;
    writeFileSync(path, `name,at,arrival\r\n${rows.map(line).join('\r\n')}`);
    return line(rows[2] as (typeof rows)[number]);
  } else {
    const writer = openWriter(path, schema);
    await writer.write(batch);
    await writer.close();
    if (path.endsWith('.jsonl')) {
      return '{"name":"beyond it","at":"2026-03-29 00:58:00.123","arrival":"2026-03-29 00:57:00.122"}';
    }
  }
  return undefined;
}

test.each(['jsonl', 'csv', 'arrow', 'parquet'])('%s files', (extension) =>
  inFolder(async (folder) => {
    const path = join(folder, `a.${extension}`);
    const raw = await write(path);
    const { malformed, good } = await read(path, rule);
    expect(good).toEqual(rows.filter(({ name }) => name !== 'beyond it'));
    const line = extension === 'csv' ? 4 : 3;
    expect(malformed).toMatchObject([{ code: 'TIME_IN_FUTURE', reason: REASON, line }]);
    if (raw !== undefined) expect(Buffer.from(malformed[0]?.raw ?? []).toString()).toBe(raw);
    for (const unchecked of [undefined, { ...rule, clockSkewMs: undefined }, { ...rule, arrival: undefined }]) {
      expect((await read(path, unchecked)).good).toEqual(rows);
    }
  }),
);

test.each([false, true])('JSON lines, only strictly read: %s', (strictOnly) => {
  const malformed: MalformedRow[] = [];
  const onMalformed = (row: MalformedRow): unknown => malformed.push(row);
  const decoder = new JsonLinesDecoder({ name: 'T', schema, time: rule }, { file: 'x', onMalformed, strictOnly });
  const early = '{"name":"a","at":"2026-03-29 00:58:00","arrival":"2026-03-29 00:00:00"}';
  decoder.push(Buffer.from(`${early.replace('00:58', '00:00')}\n${early}\r\n\n${early}`));
  decoder.end();
  expect(decoder.take()).toMatchObject({ length: 1 });
  expect(malformed.map(({ line, offset, raw }) => [line, offset, Buffer.from(raw).toString()])).toEqual([
    [2, early.length + 1, early],
    [4, 2 * early.length + 4, early],
  ]);
});

test.each([
  [{ ...rule, column: 'name' }, 'table T has no column "name" of type TIMESTAMP(3)'],
  [{ ...rule, arrival: 'gone' }, 'table T has no column "gone" of type TIMESTAMP(3)'],
  [{ ...rule, clockSkewMs: -1 }, 'table T: a clock skew of -1 ms is negative'],
])('a rule that cannot be followed: %j', (time, message) => {
  const table = { name: 'T', schema, time };
  expect(() => new JsonLinesDecoder(table, { file: 'x', onMalformed: () => {} })).toThrow(
    expect.objectContaining({ code: 'INVALID_TIME_RULE', message: expect.stringContaining(message) }),
  );
});
