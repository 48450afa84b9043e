/** The local readers and the bridge's decoder give every record the same value, or the same code and reason. */
import { corpusSchema, corpusTime, csvCorpus, jsonCorpus } from './corpus';
import { flatSchema, typesSchema } from './typed';
import { javaFileVerdicts, javaVerdicts, localFileVerdicts, localRecordVerdict } from './verdicts';

jest.setTimeout(300_000);

const table = { name: 'T', schema: corpusSchema, time: corpusTime };

describe('100,000 JSON records', () => {
  const records = jsonCorpus(100_000);

  test('one by one', async () => {
    const input = Buffer.concat(records.flatMap((record) => [lengthOf(record), record]));
    const java = await javaVerdicts(table, 'json', input, 'records');
    const local = records.map((record) => localRecordVerdict(table, record));
    expectSame(java, local, (i) => `${records[i]}`);
    // All that can happen to a JSON record by itself does.
    expect(new Set(local.map((verdict) => verdict.slice(0, verdict.indexOf('\t'))))).toEqual(
      new Set([
        ...[
          'row',
          'INVALID_UTF8',
          'INVALID_JSON',
          'TRAILING_GARBAGE',
          'NOT_AN_OBJECT',
          'DUPLICATE_KEY',
          'NESTING_TOO_DEEP',
        ],
        ...['NULL_NOT_ALLOWED', 'WRONG_TYPE', 'NOT_INTEGRAL', 'OUT_OF_RANGE', 'INVALID_TIMESTAMP', 'TIME_IN_FUTURE'],
      ]),
    );
  });

  test('as lines of a file, read fast and strictly', async () => {
    const lines = records.filter((record) => !record.includes(10));
    const file = Buffer.concat(lines.flatMap((line, i) => [line, Buffer.from(i % 3 === 0 ? '\r\n' : '\n')]));
    const java = await javaFileVerdicts(table, 'json', file);
    for (const strictOnly of [false, true]) {
      const local = localFileVerdicts(table, 'json', file, { strictOnly });
      expectSame(java.malformed, local.malformed);
      expectSame(java.rows, local.rows);
    }
    expect(java.rows.length).toBeGreaterThan(10_000);
  });
});

test('a CSV file of 20,000 records', async () => {
  const file = csvCorpus(20_000);
  const java = await javaFileVerdicts(table, 'csv', file);
  for (const chunk of [65_536, 1_000_003]) {
    const local = localFileVerdicts(table, 'csv', file, { chunk });
    expectSame(java.malformed, local.malformed);
    expectSame(java.rows, local.rows);
  }
  expect(java.rows.length).toBeGreaterThan(2_000);
  const codes = java.malformed.map((verdict) => verdict.split('\t')[2]);
  expect(codes).toEqual(expect.arrayContaining(['INVALID_CSV', 'INVALID_UTF8', 'WRONG_FIELD_COUNT', 'TIME_IN_FUTURE']));
});

describe('types with parameters and parts', () => {
  test('40,000 JSON records', async () => {
    const types = { name: 'T', schema: typesSchema };
    const records = jsonCorpus(40_000, 3, typesSchema);
    const input = Buffer.concat(records.flatMap((record) => [lengthOf(record), record]));
    const java = await javaVerdicts(types, 'json', input, 'records');
    const local = records.map((record) => localRecordVerdict(types, record));
    expectSame(java, local, (i) => `${records[i]}`);
    const codes = new Set(local.map((verdict) => verdict.slice(0, verdict.indexOf('\t'))));
    expect([...codes]).toEqual(
      expect.arrayContaining([
        ...['row', 'OUT_OF_RANGE', 'NOT_INTEGRAL', 'WRONG_TYPE', 'NULL_NOT_ALLOWED', 'INVALID_UTF8'],
        ...['INVALID_DATE', 'INVALID_TIME', 'INVALID_TIMESTAMP', 'INVALID_BASE64'],
      ]),
    );
    expect(local.filter((verdict) => verdict.startsWith('row')).length).toBeGreaterThan(5_000);
    // Columns that are refused within: an element, a value, a field.
    expect(local.join('\n')).toMatch(/column \\"sums\[1\]\[1\]\\" is DECIMAL\(5, 1\): found/);
    expect(local.join('\n')).toMatch(/column \\"counts\[\\"k\\"\]\\" is BIGINT: found/);
    expect(local.join('\n')).toMatch(/column \\"user\.since\\" is TIMESTAMP_LTZ\(3\): found/);
  });

  test('a CSV file of 20,000 records', async () => {
    const types = { name: 'T', schema: flatSchema };
    const file = csvCorpus(20_000, 3, flatSchema);
    const java = await javaFileVerdicts(types, 'csv', file);
    const local = localFileVerdicts(types, 'csv', file);
    expectSame(java.malformed, local.malformed);
    expectSame(java.rows, local.rows);
    expect(java.rows.length).toBeGreaterThan(500);
  });
});

test.each(['json', 'csv'] as const)('%s records beyond the limit, in chunks of any size', async (format) => {
  const recordBytes = 160;
  const lines = jsonCorpus(3_000, 2).map((line, i) => Buffer.concat([line, Buffer.from(i % 3 === 0 ? '\r\n' : '\n')]));
  const file = format === 'csv' ? csvCorpus(3_000, 2) : Buffer.concat([Buffer.from('\ufeff'), ...lines]);
  const java = await javaFileVerdicts(table, format, file, recordBytes);
  for (const chunk of [1, 37, 160, 65_536]) {
    const local = localFileVerdicts(table, format, file, { chunk, recordBytes });
    expectSame(java.malformed, local.malformed);
    expectSame(java.rows, local.rows);
  }
  expect(java.malformed.join()).toContain('RECORD_TOO_LONG');
});

function lengthOf(record: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(record.length);
  return bytes;
}

/** Shows the first few that differ: a diff of all is for nobody to read. */
function expectSame(java: readonly string[], local: readonly string[], record = (_: number): string => ''): void {
  const differing: unknown[] = [];
  for (let i = 0; i < Math.max(java.length, local.length) && differing.length < 5; i++) {
    if (java[i] !== local[i]) differing.push({ record: record(i), java: java[i], local: local[i] });
  }
  expect(differing).toEqual([]);
}
