import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Bool,
  type Data,
  DateDay,
  DateMillisecond,
  Dictionary,
  Float32,
  Int8,
  Int32,
  Int64,
  makeData,
  Table,
  TimestampMicrosecond,
  TimestampNanosecond,
  TimestampSecond,
  tableFromIPC,
  tableToIPC,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { Compression, Table as WasmTable, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { type MalformedRow, openWriter } from '../../../runtime/connectors/files';
import { fromRecordBatch, RecordBatchDecoder, toRecordBatch } from '../../../runtime/connectors/files/arrow';
import { fromBatch, toBatch } from '../../../runtime/testing/rows';
import { t } from '../../../runtime/types';
import type { Schema } from '../../../runtime/types/type';
import { everyRow, everyType, inFolder, readAll } from './support';

const names = Object.keys(everyType);
const batchOf = (...columns: [name: string, data: Data][]) => {
  const [batch] = new Table(Object.fromEntries(columns.map(([name, data]) => [name, new Vector([data])]))).batches;
  if (batch === undefined) throw new TypeError('a table has a batch');
  return batch;
};
const decode = (batch: Parameters<typeof fromRecordBatch>[0], schema: Schema) => {
  const malformed: MalformedRow[] = [];
  const read = fromRecordBatch(batch, schema, { table: 'T', file: 'x', onMalformed: (row) => malformed.push(row) });
  return { rows: fromBatch(Object.keys(schema), read), malformed, read };
};

describe('Arrow record batches', () => {
  test('every type goes there and back, whole and in slices', () => {
    const recordBatch = toRecordBatch(toBatch(everyType, everyRow), names);
    expect(decode(recordBatch, everyType)).toMatchObject({ rows: everyRow, malformed: [] });
    for (let from = 0; from < everyRow.length; from++) {
      expect(decode(recordBatch.slice(from, from + 3), everyType).rows).toEqual(everyRow.slice(from, from + 3));
    }
  });

  test('an array may be longer than the batch', () => {
    const batch = { ...toBatch(everyType, everyRow), length: 2 };
    expect(decode(toRecordBatch(batch, names), everyType).rows).toEqual(everyRow.slice(0, 2));
  });

  test('a dictionary that has grown keeps its first chunk, and a stream carries both', () => {
    const first = toBatch({ s: t.string }, [{ s: 'a' }, { s: 'b' }]);
    const one = toRecordBatch(first, ['s']);
    first.columns[0]?.dictionary?.strings.push('c');
    const two = toRecordBatch({ length: 1, columns: first.columns.map((c) => ({ ...c, values: Int32Array.of(2) })) }, [
      's',
    ]);
    const table = tableFromIPC(tableToIPC(new Table([one, two]), 'stream'));
    expect([...(table.getChild('s') ?? [])]).toEqual(['a', 'b', 'c']);
  });

  test('numbers of every width', () => {
    const batch = batchOf(
      ['f32', makeData({ type: new Float32(), data: Float32Array.of(0.5, -1) })],
      ['i8', makeData({ type: new Int8(), data: Int8Array.of(-1, 7) })],
      ['u16', makeData({ type: new Uint16(), data: Uint16Array.of(65_535, 0) })],
      ['u32', makeData({ type: new Uint32(), data: Uint32Array.of(4_294_967_295, 1) })],
      ['i64', makeData({ type: new Int64(), data: BigInt64Array.of(-5n, 2_147_483_648n) })],
      ['u64', makeData({ type: new Uint64(), data: BigUint64Array.of(2n ** 64n - 1n, 4n) })],
    );
    const d = { f32: t.double, i8: t.double, u16: t.double, u32: t.double, i64: t.double, u64: t.double };
    expect(decode(batch, d).rows).toEqual([
      { f32: 0.5, i8: -1, u16: 65_535, u32: 4_294_967_295, i64: -5, u64: 2 ** 64 },
      { f32: -1, i8: 7, u16: 0, u32: 1, i64: 2_147_483_648, u64: 4 },
    ]);
    expect(decode(batch, { i8: t.bigint, u16: t.bigint, u32: t.bigint, i64: t.bigint }).rows).toEqual([
      { i8: -1n, u16: 65_535n, u32: 4_294_967_295n, i64: -5n },
      { i8: 7n, u16: 0n, u32: 1n, i64: 2_147_483_648n },
    ]);
    expect(decode(batch, { i8: t.int, u16: t.int }).rows[0]).toEqual({ i8: -1, u16: 65_535 });
    for (const [column, type, row] of [
      ['u32', t.int, 0],
      ['i64', t.int, 1],
      ['u64', t.int, 0],
      ['u64', t.bigint, 0],
    ] as const) {
      const { rows, malformed } = decode(batch, { [column]: type });
      expect(rows).toHaveLength(1);
      expect(malformed).toMatchObject([{ code: 'OUT_OF_RANGE', line: row + 1, offset: null }]);
    }
    const { malformed } = decode(batch, { u64: t.bigint });
    expect(JSON.parse(Buffer.from(malformed[0]?.raw ?? []).toString())).toMatchObject({ f32: 0.5, i8: -1 });
    expect(Buffer.from(malformed[0]?.raw ?? []).toString()).toContain('"u64":18446744073709551615');
  });

  test('times of every unit, floored to the millisecond', () => {
    const batch = batchOf(
      ['s', makeData({ type: new TimestampSecond(), data: BigInt64Array.of(1_774_745_880n, -1n) })],
      ['us', makeData({ type: new TimestampMicrosecond(), data: BigInt64Array.of(1_774_745_880_123_999n, -1n) })],
      ['ns', makeData({ type: new TimestampNanosecond(), data: BigInt64Array.of(1_774_745_880_123_999_999n, -1n) })],
      ['day', makeData({ type: new DateDay(), data: Int32Array.of(20_541, -1) })],
      ['ms', makeData({ type: new DateMillisecond(), data: BigInt64Array.of(1_774_745_880_123n, -1n) })],
    );
    const schema = { s: t.timestamp, us: t.timestamp, ns: t.timestamp, day: t.timestamp, ms: t.timestamp };
    const times = decode(batch, schema).rows.map((row) => Object.values(row).map((v) => (v as Date).getTime()));
    expect(times).toEqual([
      [1_774_745_880_000, 1_774_745_880_123, 1_774_745_880_123, 20_541 * 86_400_000, 1_774_745_880_123],
      [-1_000, -1, -1, -86_400_000, -1],
    ]);
    const far = batchOf(['s', makeData({ type: new TimestampSecond(), data: BigInt64Array.of(300_000_000_000n) })]);
    expect(decode(far, { s: t.timestamp }).malformed).toMatchObject([{ code: 'OUT_OF_RANGE' }]);
  });

  test('NULL in a NOT NULL column, a missing nullable column and a column of nothing', () => {
    const batch = batchOf(
      ['i', vectorFromArray([1, null, 3], new Int32()).data[0] as Data],
      ['b', vectorFromArray([true, false, null], new Bool()).data[0] as Data],
    );
    const { rows, malformed } = decode(batch, { i: t.int, b: t.boolean.nullable(), x: t.string.nullable() });
    expect(rows).toEqual([
      { i: 1, b: true, x: null },
      { i: 3, b: null, x: null },
    ]);
    expect(malformed).toMatchObject([{ table: 'T', file: 'x', line: 2, code: 'NULL_NOT_ALLOWED' }]);
    expect(Buffer.from(malformed[0]?.raw ?? []).toString()).toBe('{"i":null,"b":false}');
    const nothing = batchOf(['n', vectorFromArray([null, null]).data[0] as Data]);
    expect(decode(nothing, { n: t.double.nullable() }).rows).toEqual([{ n: null }, { n: null }]);
  });

  test('strings: dictionaries with nulls and repetitions, bytes that are not UTF-8', () => {
    const entries = vectorFromArray(['a', null, 'a', 'b'], new Utf8());
    const indices = Int8Array.of(0, 1, 2, 3);
    const data = makeData({ type: new Dictionary(new Utf8(), new Int8()), data: indices, dictionary: entries });
    const { rows, read } = decode(batchOf(['s', data]), { s: t.string.nullable() });
    expect(rows.map(({ s }) => s)).toEqual(['a', null, 'a', 'b']);
    expect(read.columns[0]?.dictionary?.strings).toEqual(['a', 'b']);
    expect(decode(batchOf(['s', data]), { s: t.string }).malformed).toMatchObject([
      { code: 'NULL_NOT_ALLOWED', line: 2 },
    ]);
    const broken = makeData({ type: new Utf8(), valueOffsets: Int32Array.of(0, 1, 2), data: Uint8Array.of(97, 0xff) });
    const { rows: kept, malformed } = decode(batchOf(['s', broken]), { s: t.string });
    expect(kept).toEqual([{ s: 'a' }]);
    expect(malformed).toMatchObject([{ code: 'INVALID_UTF8', line: 2 }]);
  });

  test('the batches of one decoder share a dictionary', () => {
    const decoder = new RecordBatchDecoder({ name: 'T', schema: { s: t.string } }, { file: 'x', onMalformed() {} });
    const [one, two] = [
      ['a', 'b'],
      ['b', 'c'],
    ].map((texts) => decoder.decode(batchOf(['s', vectorFromArray(texts, new Utf8()).data[0] as Data])));
    expect(one?.columns[0]?.dictionary).toBe(two?.columns[0]?.dictionary);
    expect([...(two?.columns[0]?.values ?? [])]).toEqual([1, 2]);
  });

  test('a wrong type and a missing column', () => {
    const batch = batchOf(['i', vectorFromArray([1], new Int32()).data[0] as Data]);
    expect(() => decode(batch, { i: t.string })).toThrow(
      'column "i" of x has the Arrow type Int32, but table T declares STRING NOT NULL',
    );
    expect(() => decode(batch, { i: t.string })).toThrow(expect.objectContaining({ code: 'COLUMN_TYPE' }));
    expect(() => decode(batch, { j: t.int })).toThrow(
      'x has no column "j", which table T declares NOT NULL; it has "i"',
    );
  });
});

describe('Arrow files', () => {
  test('a written file is read, in batches of the wanted size', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.arrow');
      const writer = openWriter(path, everyType);
      for (let i = 0; i < 3; i++) await writer.write(toBatch(everyType, everyRow));
      await writer.close();
      const { rows, batches, malformed } = await readAll(path, everyType, { batchRows: 4 });
      expect(malformed).toEqual([]);
      expect(rows).toEqual([...everyRow, ...everyRow, ...everyRow]);
      expect(Math.max(...batches.map(({ length }) => length))).toBe(4);
      expect(tableFromIPC(readFileSync(path)).numRows).toBe(18);
    }));

  test('a file without rows has its schema', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.arrow');
      await openWriter(path, everyType).close();
      expect(await readAll(path, everyType)).toMatchObject({ rows: [] });
      await expect(readAll(path, { other: t.int })).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
    }));

  test('the stream form, under any of the extensions', () =>
    inFolder(async (folder) => {
      const table = new Table([toRecordBatch(toBatch(everyType, everyRow), names)]);
      for (const name of ['a.arrows', 'a.arrow', 'a.ipc']) {
        writeFileSync(join(folder, name), tableToIPC(table, name === 'a.ipc' ? 'file' : 'stream'));
        expect((await readAll(join(folder, name), everyType)).rows).toEqual(everyRow);
      }
    }));

  test('lines of malformed rows count through the file', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.arrow');
      const schema = { i: t.int.nullable() };
      const writer = openWriter(path, schema);
      for (const i of [1, null, 3, null]) await writer.write(toBatch(schema, [{ i }]));
      await writer.close();
      const { rows, malformed } = await readAll(path, { i: t.int });
      expect(rows).toEqual([{ i: 1 }, { i: 3 }]);
      expect(malformed.map(({ line }) => line)).toEqual([2, 4]);
    }));

  test.each(['', 'no Arrow at all, only text that goes on for a while'])('a damaged file: %j', (text) =>
    inFolder(async (folder) => {
      for (const name of ['a.arrow', 'a.parquet']) {
        writeFileSync(join(folder, name), text);
        await expect(readAll(join(folder, name), { i: t.int })).rejects.toMatchObject({ code: 'INVALID_FILE' });
      }
    }),
  );
});

describe('Parquet files', () => {
  const parquet = (table: Table, compression: Compression, rowGroup: number): Uint8Array => {
    const properties = new WriterPropertiesBuilder().setCompression(compression).setMaxRowGroupSize(rowGroup).build();
    return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties);
  };

  test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'] as const)('every type, %s, over row groups', (compression) =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.parquet');
      const wide = [...everyRow, ...everyRow, ...everyRow];
      const table = new Table([toRecordBatch(toBatch(everyType, wide), names)]);
      writeFileSync(path, parquet(table, Compression[compression], 4));
      const { rows, malformed, batches } = await readAll(path, everyType, { batchRows: 3 });
      expect(malformed).toEqual([]);
      expect(rows).toEqual(wide);
      expect(batches.map(({ length }) => length)).toEqual([3, 1, 3, 1, 3, 1, 3, 1, 2]);
    }),
  );

  test('only the declared columns, nulls refused, and what is missing named', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.parquet');
      const i = vectorFromArray([1, null], new Int32());
      writeFileSync(
        path,
        parquet(new Table({ i, s: vectorFromArray(['a', 'b'], new Utf8()) }), Compression.SNAPPY, 10),
      );
      const { rows, malformed } = await readAll(path, { i: t.int, n: t.double.nullable() });
      expect(rows).toEqual([{ i: 1, n: null }]);
      expect(malformed).toMatchObject([{ line: 2, offset: null, code: 'NULL_NOT_ALLOWED' }]);
      await expect(readAll(path, { j: t.int })).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
      await expect(readAll(path, { i: t.timestamp })).rejects.toMatchObject({ code: 'COLUMN_TYPE' });
    }));
});
