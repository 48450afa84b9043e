import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DecodedTable, JsonLinesDecoder, type MalformedRow, openReader } from '../../../runtime/connectors/files';
import { CsvDecoder } from '../../../runtime/connectors/files/csv';
import type { Batch } from '../../../runtime/engine/batch';
import { type AnyRow, fromBatch } from '../../../runtime/testing/rows';
import { t } from '../../../runtime/types';
import type { Schema } from '../../../runtime/types/type';

/** A column of each type, NOT NULL and nullable. */
export const everyType = {
  s: t.string,
  d: t.double,
  i: t.int,
  l: t.bigint,
  b: t.boolean,
  ts: t.timestamp,
  sn: t.string.nullable(),
  dn: t.double.nullable(),
  in: t.int.nullable(),
  ln: t.bigint.nullable(),
  bn: t.boolean.nullable(),
  tn: t.timestamp.nullable(),
} satisfies Schema;

const full = (s: string, d: number, i: number, l: bigint, b: boolean, ms: number): AnyRow => ({
  ...{ s, d, i, l, b, ts: new Date(ms) },
  ...{ sn: s, dn: d, in: i, ln: l, bn: b, tn: new Date(ms) },
});

/** Extremes and oddities of each type, and rows of nulls between them. */
export const everyRow: readonly AnyRow[] = [
  full('', 0, 0, 0n, false, 0),
  full('Zürich → 日本 🦀', -0, 2_147_483_647, 9_223_372_036_854_775_807n, true, 253_402_300_799_999),
  { ...full('x', 1, 1, 1n, true, 1), sn: null, dn: null, in: null, ln: null, bn: null, tn: null },
  full(
    'a "quoted", \\ one\twith\r\nlines',
    5e-324,
    -2_147_483_648,
    -9_223_372_036_854_775_808n,
    true,
    -62_167_219_200_000,
  ),
  full('x', 1.7976931348623157e308, -1, 9_007_199_254_740_993n, false, -1),
  full('x', 0.1 + 0.2, 7, -4_294_967_297n, false, 1_774_745_880_123),
];

export interface Read {
  readonly rows: AnyRow[];
  readonly malformed: MalformedRow[];
  readonly batches: Batch[];
}

export async function readAll(
  path: string,
  schema: Schema,
  options: { batchRows?: number; format?: 'json' | 'csv' | 'arrow' | 'parquet' } = {},
): Promise<Read> {
  const read: Read = { rows: [], malformed: [], batches: [] };
  const onMalformed = (row: MalformedRow): number => read.malformed.push(row);
  for await (const batch of openReader(path, { name: 'T', schema }, { ...options, onMalformed })) {
    read.batches.push(batch);
    read.rows.push(...fromBatch(Object.keys(schema), batch));
  }
  return read;
}

export interface DecodeOptions {
  batchRows?: number;
  recordBytes?: number;
  strictOnly?: boolean;
  /** Places at which the bytes are cut. */
  cuts?: readonly number[];
}

export const decodeJson = (bytes: Uint8Array | string, schema: Schema, options: DecodeOptions = {}): Read =>
  decode(JsonLinesDecoder, bytes, schema, options);

export const decodeCsv = (bytes: Uint8Array | string, schema: Schema, options: DecodeOptions = {}): Read =>
  decode(CsvDecoder, bytes, schema, options);

type Decoder = new (
  table: DecodedTable,
  options: ConstructorParameters<typeof JsonLinesDecoder>[1],
) => { push(chunk: Uint8Array): void; take(): Batch | null; end(): void };

function decode(Decoder: Decoder, bytes: Uint8Array | string, schema: Schema, options: DecodeOptions): Read {
  const read: Read = { rows: [], malformed: [], batches: [] };
  const { cuts = [], ...others } = options;
  const decoder = new Decoder(
    { name: 'T', schema },
    { file: 'input', onMalformed: (row) => read.malformed.push(row), ...others },
  );
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const drain = (): void => {
    for (let batch = decoder.take(); batch !== null; batch = decoder.take()) {
      read.batches.push(batch);
      read.rows.push(...fromBatch(Object.keys(schema), batch));
    }
  };
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (all.length + 1)).sort((a, b) => a - b), all.length]) {
    decoder.push(all.slice(from, to));
    drain();
    from = to;
  }
  decoder.end();
  drain();
  return read;
}

/** Rows and malformed rows in a form that compares: bytes as Latin-1, -0 told from 0. */
export const comparable = ({ rows, malformed }: Read): unknown => ({
  rows: rows.map((row) => Object.values(row).map((v) => (Object.is(v, -0) ? '-0' : v))),
  malformed: malformed.map((row) => ({ ...row, raw: Buffer.from(row.raw).toString('latin1') })),
});

/** A folder that is gone after the test. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-files-'));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
