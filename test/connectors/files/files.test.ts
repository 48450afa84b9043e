import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MalformedRow, openReader, openWriter, readJsonLines } from '../../../runtime/connectors/files';
import { fromBatch, toBatch } from '../../../runtime/testing/rows';
import { t } from '../../../runtime/types';
import { doubleText } from '../../../runtime/types/stored';
import { everyRow, everyType, inFolder, readAll } from './support';

const table = { name: 'T', schema: { i: t.int } };
const onMalformed = (): void => {};

describe('openReader', () => {
  test.each(['.jsonl', '.ndjson', '.json', '.JSONL'])('reads JSON lines from %s', (extension) =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, `a${extension}`), '{"i":1}\n{"i":2}');
      expect(await readAll(join(folder, `a${extension}`), { i: t.int })).toMatchObject({ rows: [{ i: 1 }, { i: 2 }] });
    }),
  );

  test('reads CSV, and a file without an extension by its format', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'a.csv'), 'i\n1');
      writeFileSync(join(folder, 'part-0'), '{"i":1}');
      expect((await readAll(join(folder, 'a.csv'), { i: t.int })).rows).toEqual([{ i: 1 }]);
      expect((await readAll(join(folder, 'part-0'), { i: t.int }, { format: 'json' })).rows).toEqual([{ i: 1 }]);
    }));

  test('a file of many chunks, left before its end', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.jsonl');
      writeFileSync(path, Array.from({ length: 300_000 }, (_, i) => `{"i":${i}}`).join('\n'));
      let next = 0;
      for await (const batch of openReader(path, table, { onMalformed, batchRows: 1000 })) {
        for (const row of fromBatch(['i'], batch)) if (row.i !== next++) throw new Error(`${row.i} is not ${next - 1}`);
      }
      expect(next).toBe(300_000);
      for await (const batch of openReader(path, table, { onMalformed })) {
        expect(batch.length).toBe(8192);
        break;
      }
    }));

  test('reads JSON lines from pieces', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"i":1}\n{"i"');
      yield Buffer.from(':2}\n');
    }
    const lengths: number[] = [];
    for await (const { length } of readJsonLines(pieces(), table, { onMalformed, file: 'live' })) lengths.push(length);
    expect(lengths).toEqual([2]);
  });

  test('says at once what is wrong with a path', () =>
    inFolder(async (folder) => {
      const code = (path: string): string => {
        try {
          openReader(path, table, { onMalformed });
          return 'none';
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
      writeFileSync(join(folder, 'a.xml'), '');
      mkdirSync(join(folder, 'b.csv'));
      expect(code(join(folder, 'none.jsonl'))).toBe('FILE_NOT_FOUND');
      expect(code(join(folder, 'b.csv'))).toBe('NOT_A_FILE');
      expect(code(join(folder, 'a.xml'))).toBe('UNKNOWN_FORMAT');
      expect(() => openReader(join(folder, 'a.xml'), table, { onMalformed })).toThrow(
        '.jsonl, .ndjson, .json, .csv, .arrow, .ipc, .arrows, .parquet',
      );
    }));
});

describe('openWriter', () => {
  test('JSON lines come back as they went', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.jsonl');
      const writer = openWriter(path, everyType);
      await writer.write(toBatch(everyType, everyRow));
      expect(existsSync(path)).toBe(false);
      await writer.close();
      expect(readdirSync(folder)).toEqual(['a.jsonl']);
      const { rows, malformed } = await readAll(path, everyType);
      expect(malformed).toEqual([]);
      expect(rows).toEqual(everyRow);
    }));

  test('as Flink writes them', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.jsonl');
      const schema = { s: t.string, d: t.double, l: t.bigint, b: t.boolean, ts: t.timestamp.nullable() };
      const writer = openWriter(path, schema);
      const ts = new Date('2026-03-29T00:58:00.120Z');
      void writer.write(toBatch(schema, [{ s: 'a"é', d: 1, l: 2n ** 63n - 1n, b: true, ts }]));
      void writer.write(toBatch(schema, [{ s: '', d: Number.NaN, l: -1n, b: false, ts: null }]));
      await writer.close();
      expect(readFileSync(path, 'utf8')).toBe(
        '{"s":"a\\"é","d":1.0,"l":9223372036854775807,"b":true,"ts":"2026-03-29 00:58:00.120"}\n' +
          '{"s":"","d":"NaN","l":-1,"b":false,"ts":null}\n',
      );
    }));

  test.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [100, '100.0'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9_999_999, '9999999.0'],
    [1e7, '1.0E7'],
    [-1.5e300, '-1.5E300'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
  ])('the double %d is %s', (value, text) => {
    expect(doubleText(value)).toBe(text);
  });

  test('a file that is given up, cannot be written, or has an unknown extension', () =>
    inFolder(async (folder) => {
      const writer = openWriter(join(folder, 'a.jsonl'), everyType);
      await writer.write(toBatch(everyType, everyRow));
      await writer.abort();
      expect(readdirSync(folder)).toEqual([]);
      expect(() => openWriter(join(folder, 'none', 'a.jsonl'), everyType)).toThrow(
        expect.objectContaining({ code: 'FOLDER_NOT_FOUND' }),
      );
      // A folder has the name already: the rename fails, and nothing half-written stays.
      mkdirSync(join(folder, 'taken.jsonl'));
      const late = openWriter(join(folder, 'taken.jsonl'), everyType);
      await late.write(toBatch(everyType, everyRow));
      await expect(late.close()).rejects.toMatchObject({ code: 'WRITE_FAILED' });
      expect(readdirSync(folder)).toEqual(['taken.jsonl']);
      expect(() => openWriter(join(folder, 'a.parquet'), everyType)).toThrow(
        expect.objectContaining({ code: 'UNKNOWN_FORMAT' }),
      );
    }));

  test('standard output', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: () => void) => {
      written.push(text);
      done();
      return true;
    }) as never);
    try {
      const writer = openWriter(null, { i: t.int });
      await writer.write(toBatch({ i: t.int }, [{ i: 1 }, { i: 2 }]));
      await writer.close();
    } finally {
      write.mockRestore();
    }
    expect(written.join('')).toBe('{"i":1}\n{"i":2}\n');
  });
});

describe('malformed rows', () => {
  const schema = { metric_name: t.string, metric_value: t.double, event_time: t.timestamp };

  /** One a line; raw is a text where the bytes are UTF-8, and otherwise `raw_base64` has them. */
  const lineOf = ({ table, file, line, offset, code, reason, raw }: MalformedRow): string => {
    const known = { table, file, line, offset, code, reason };
    try {
      return JSON.stringify({ ...known, raw: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw) });
    } catch {
      return JSON.stringify({ ...known, raw_base64: Buffer.from(raw).toString('base64') });
    }
  };

  test.each(['json.jsonl', 'csv.csv'])('of fixtures/files/%s', async (name) => {
    const { rows, malformed } = await readAll(`fixtures/files/${name}`, schema);
    expect(rows.map((row) => row.metric_name)).toEqual(['good', 'Zürich', 'good']);
    const found = malformed.map((row) => `${lineOf(row)}\n`).join('');
    const golden = `fixtures/files/${name}.malformed.jsonl`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, found);
    expect(found).toBe(readFileSync(golden, 'utf8'));
  });
});

test('only those who use Arrow or Parquet load it', () => {
  const program = `
    require('./runtime/connectors/files');
    const loaded = Object.keys(require.cache).filter((path) => /node_modules.(apache-arrow|parquet-wasm)/.test(path));
    process.exit(loaded.length);`;
  expect(spawnSync(process.execPath, ['--import', 'tsx', '-e', program], { encoding: 'utf8' })).toMatchObject({
    status: 0,
  });
});
