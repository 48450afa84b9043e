import fc from 'fast-check';
import { t } from '../../../runtime/types';
import { comparable, decodeCsv } from './support';

const schema = {
  name: t.string,
  value: t.double.nullable(),
  count: t.int,
  at: t.timestamp.nullable(),
  ok: t.boolean.nullable(),
};

describe('CSV', () => {
  test('columns by name, quotes, line ends, a byte order mark and blank lines', () => {
    const text =
      '\ufeffcount,name,extra, value ,at,ok\r\n1,a,x,1.5,2026-03-29 00:58:00.123,true\r\n\r\n2,"b, ""c""\r\nd",,,,FALSE\n 3 ,Zürich,, 2e3 ,,';
    expect(decodeCsv(text, schema)).toMatchObject({
      malformed: [],
      rows: [
        { name: 'a', value: 1.5, count: 1, at: new Date('2026-03-29T00:58:00.123Z'), ok: true },
        { name: 'b, "c"\r\nd', value: null, count: 2, at: null, ok: false },
        { name: 'Zürich', value: 2000, count: 3, at: null, ok: null },
      ],
    });
  });

  test('an empty field is NULL, the empty string where NULL is not allowed, or refused', () => {
    const two = { a: t.string, b: t.string.nullable(), c: t.int };
    const { rows, malformed } = decodeCsv('a,b,c\n,,1\n"","",2\nx,y,', two);
    expect(rows).toEqual([
      { a: '', b: null, c: 1 },
      { a: '', b: null, c: 2 },
    ]);
    expect(malformed).toMatchObject([{ code: 'NULL_NOT_ALLOWED', line: 4 }]);
  });

  test.each([
    ['WRONG_FIELD_COUNT', 'a,1', 'found 2 fields, expected 5'],
    ['WRONG_FIELD_COUNT', 'a,1,2,,,', 'found 6 fields'],
    ['WRONG_TYPE', 'a,x,1,,', 'column "value" is DOUBLE: found the field "x"'],
    ['WRONG_TYPE', 'a,0x10,1,,', '"0x10"'],
    ['NOT_INTEGRAL', 'a,1,1.5,,', 'column "count" is INT'],
    ['OUT_OF_RANGE', 'a,1e999,1,,', 'column "value"'],
    ['INVALID_TIMESTAMP', 'a,1,1,today,', '"today"'],
    ['INVALID_CSV', 'a "b",1,1,,', 'a quote is where none may be'],
    ['INVALID_CSV', '"a"b,1,1,,', 'a quote is where none may be'],
    ['INVALID_CSV', 'a,"1,1,,', 'a quote'],
  ])('%s: %s', (code, record, reason) => {
    const before = 'name,value,count,at,ok\n"two\nlines",1,1,,\n\n';
    const { rows, malformed } = decodeCsv(`${before}${record}\r\nnext,1,2,,\nlast,1,3,,`, schema);
    expect(rows.map(({ count }) => count)).toEqual([1, 2, 3]);
    expect(malformed).toMatchObject([{ table: 'T', line: 5, offset: before.length, code }]);
    expect(malformed[0]?.reason).toContain(reason);
    expect(Buffer.from(malformed[0]?.raw ?? []).toString()).toBe(record);
  });

  test('INVALID_UTF8', () => {
    const { rows, malformed } = decodeCsv(Buffer.from('a\n\xff\nb', 'latin1'), { a: t.string });
    expect(rows).toEqual([{ a: 'b' }]);
    expect(malformed).toMatchObject([{ code: 'INVALID_UTF8', line: 2, raw: Uint8Array.of(0xff) }]);
  });

  test('RECORD_TOO_LONG', () => {
    const long = 'x'.repeat(100);
    for (const cuts of [[], Array.from({ length: 120 }, (_, i) => i)]) {
      const { rows, malformed } = decodeCsv(
        `a\n1\n${long}\n2\n"${long}\n\n3`,
        { a: t.string },
        { cuts, recordBytes: 40 },
      );
      expect(rows).toEqual([{ a: '1' }, { a: '2' }, { a: '3' }]);
      expect(malformed).toMatchObject([
        { code: 'RECORD_TOO_LONG', line: 3, offset: 4, raw: new Uint8Array(Buffer.from(long.slice(0, 40))) },
        { code: 'RECORD_TOO_LONG', line: 5 },
      ]);
    }
  });

  test('the header', () => {
    const code =
      (text: string): (() => unknown) =>
      () =>
        decodeCsv(text, { a: t.int, b: t.int.nullable() });
    expect(code('a\n1')()).toMatchObject({ rows: [{ a: 1, b: null }] });
    expect(code('b,"c"\n1,2')).toThrow('input has no column "a", which table T declares NOT NULL; it has "b", "c"');
    expect(code('b,c\n1,2')).toThrow(expect.objectContaining({ code: 'COLUMN_MISSING' }));
    expect(code('')).toThrow(expect.objectContaining({ code: 'HEADER_MISSING' }));
    expect(code('a,a\n1,2')).toThrow(expect.objectContaining({ code: 'INVALID_HEADER' }));
    expect(code('a,b"c\n1,2')).toThrow(expect.objectContaining({ code: 'INVALID_HEADER' }));
  });

  const field = fc.oneof(
    fc.constantFrom('', 'x', '1', '"a,b"', '"a\nb"', '"a""b"', 'a"b', '"', '""', '"x"y', 'é'),
    fc.string({ unit: 'grapheme', maxLength: 5 }).map((s) => `"${s.replaceAll('"', '""')}"`),
  );
  const file = fc
    .array(
      fc.array(field, { minLength: 2, maxLength: 3 }).map((fields) => fields.join(',')),
      { maxLength: 20 },
    )
    .chain((records) => fc.constantFrom('\n', '\r\n').map((end) => ['a,b', ...records].join(end)));

  test('cuts between chunks and batches change nothing', () => {
    const two = { a: t.string, b: t.string.nullable() };
    fc.assert(
      fc.property(
        file,
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        (text, cuts, batchRows) => {
          expect(comparable(decodeCsv(text, two, { cuts, batchRows }))).toEqual(comparable(decodeCsv(text, two)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('well-formed fields come back', () => {
    const fields = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
      maxLength: 600,
    });
    fc.assert(
      fc.property(fields, (rows) => {
        const quoted = (s: string): string => `"${s.replaceAll('"', '""')}"`;
        const text = ['a,b', ...rows.map(([a, b]) => `${quoted(a)},${quoted(b)}`)].join('\n');
        expect(decodeCsv(text, { a: t.string, b: t.string }).rows).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
      { numRuns: 50 },
    );
  });
});
