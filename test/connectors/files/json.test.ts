import fc from 'fast-check';
import { type DecodeErrorCode, JsonLinesDecoder } from '../../../runtime/connectors/files';
import { Fault } from '../../../runtime/connectors/files/decode';
import { parseRecord } from '../../../runtime/connectors/files/jsonParser';
import { t } from '../../../runtime/types';
import { comparable, decodeJson } from './support';

const metrics = { metric_name: t.string, metric_value: t.double, event_time: t.timestamp };
const line = '{"metric_name":"cpu","metric_value":1.5,"event_time":"2026-03-29 00:58:00.123"}';
const row = { metric_name: 'cpu', metric_value: 1.5, event_time: new Date('2026-03-29T00:58:00.123Z') };

describe('JSON lines', () => {
  test.each([
    ['a line end', `${line}\n`],
    ['no line end', line],
    ['CRLF', `${line}\r\n`],
    ['a byte order mark', `\ufeff${line}\n`],
    ['spaces', ` { "metric_name" : "cpu" ,\t"metric_value" : 1.5 , "event_time":"2026-03-29T00:58:00.123Z" } \n`],
    ['another order', '{"event_time":"2026-03-29 01:58:00.123+01:00","metric_value":15e-1,"metric_name":"cpu"}'],
    ['escapes', '{"metric\\u005fname":"c\\u0070u","metric_value":1.5,"event_time":"2026-03-29 00:58:00.123"}'],
    ['unknown keys', line.replace('{', '{"x":{"y":[1,null]},"z":"\u00e9","n":-1e5,"k":true,')],
    ['blank lines', `\n  \r\n\t\n${line}\n\n`],
  ])('a record with %s', (_, text) => {
    expect(decodeJson(text, metrics)).toMatchObject({ rows: [row], malformed: [] });
  });

  test('nullable columns may be null or missing', () => {
    const schema = { a: t.int, b: t.string.nullable(), c: t.double.nullable() };
    const { rows } = decodeJson(
      '{"a":1,"b":"x","c":2}\n{"a":2}\n{"a":3,"b":null,"c":null}\n{"a":4,"b":"y","c":1}',
      schema,
    );
    expect(rows).toEqual([
      { a: 1, b: 'x', c: 2 },
      { a: 2, b: null, c: null },
      { a: 3, b: null, c: null },
      { a: 4, b: 'y', c: 1 },
    ]);
  });

  test('without a NULL in the batch, there are no nulls', () => {
    // The null of a refused record does not count.
    const { batches } = decodeJson('{"a":null}\n{"a":2,"b":3}', { a: t.int.nullable(), b: t.int });
    expect(batches.map(({ length, columns }) => [length, columns[0]?.nulls])).toEqual([[1, undefined]]);
  });

  const cases: readonly [DecodeErrorCode, string | Uint8Array, string][] = [
    ['INVALID_UTF8', Buffer.from('{"i":1,"x":"\xff"}', 'latin1'), 'not UTF-8 at byte 13'],
    ['INVALID_UTF8', '{"i":1,"s":"\\ud800"}', 'column "s" is STRING'],
    ['INVALID_JSON', '{"i":1', 'found the end of the record, expected "," or "}"'],
    ['INVALID_JSON', '{"i":1,}', 'found "}" at character 8, expected a key in quotes'],
    ['INVALID_JSON', '{"i":+1}', 'found "+" at character 6, expected a value'],
    ['INVALID_JSON', '{"i":01}', 'expected "," or "}"'],
    ['INVALID_JSON', '{"x":"\\q"}', 'an escape that JSON does not know'],
    ['INVALID_JSON', '{"x":"\t"}', 'control character'],
    ['INVALID_JSON', 'metric 5', 'expected a value'],
    ['TRAILING_GARBAGE', '{"i":1} {"i":2}', '"{" at character 9 follows the JSON value'],
    ['NOT_AN_OBJECT', '[1]', 'found the JSON array, expected an object'],
    ['NOT_AN_OBJECT', 'null', 'found the JSON null'],
    ['DUPLICATE_KEY', '{"i":1,"i":1}', 'the key "i" is there twice'],
    ['DUPLICATE_KEY', '{"i":1,"x":{"y":1,"\\u0079":2}}', 'the key "y" is there twice'],
    ['NESTING_TOO_DEEP', `{"i":1,"x":${'['.repeat(64)}${']'.repeat(64)}}`, 'deeper than 64'],
    ['NULL_NOT_ALLOWED', '{"i":null}', 'column "i" is INT NOT NULL, but the record has null'],
    ['NULL_NOT_ALLOWED', '{"x":1}', 'the record has no value for it'],
    ['WRONG_TYPE', '{"i":"1"}', 'column "i" is INT: found the string "1", expected a whole number'],
    ['WRONG_TYPE', '{"i":1,"s":5}', 'column "s" is STRING: found the number 5, expected a string'],
    ['WRONG_TYPE', '{"i":1,"d":"5"}', 'column "d" is DOUBLE'],
    ['WRONG_TYPE', '{"i":1,"b":0}', 'column "b" is BOOLEAN: found the number 0, expected true or false'],
    ['WRONG_TYPE', '{"i":1,"ts":0}', 'column "ts" is TIMESTAMP(3): found the number 0, expected a timestamp'],
    ['WRONG_TYPE', '{"i":[1]}', 'found the array [1]'],
    ['NOT_INTEGRAL', '{"i":1.5}', 'found the number 1.5'],
    ['OUT_OF_RANGE', '{"i":2147483648}', 'found the number 2147483648'],
    ['OUT_OF_RANGE', '{"i":1,"l":9223372036854775808}', 'column "l" is BIGINT'],
    ['OUT_OF_RANGE', '{"i":1e400000000}', 'column "i" is INT'],
    ['OUT_OF_RANGE', '{"i":1,"d":1e309}', 'column "d" is DOUBLE'],
    ['OUT_OF_RANGE', '{"i":1,"ts":"0000-01-01 00:00:00+01:00"}', 'column "ts" is TIMESTAMP(3)'],
    ['INVALID_TIMESTAMP', '{"i":1,"ts":"2026-02-29 00:00:00"}', 'found the string "2026-02-29 00:00:00"'],
    ['INVALID_TIMESTAMP', '{"i":1,"ts":"yesterday"}', 'found the string "yesterday"'],
  ];
  test.each(cases)('%s: %s', (code, record, reason) => {
    const schema = {
      i: t.int,
      s: t.string.nullable(),
      d: t.double.nullable(),
      l: t.bigint.nullable(),
      b: t.boolean.nullable(),
      ts: t.timestamp.nullable(),
    };
    const before = '{"i":0}\n\n';
    const { rows, malformed } = decodeJson(
      Buffer.concat([Buffer.from(before), Buffer.from(record), Buffer.from('\r\n{"i":9}')]),
      schema,
    );
    expect(rows.map(({ i }) => i)).toEqual([0, 9]);
    expect(malformed).toMatchObject([{ table: 'T', file: 'input', line: 3, offset: before.length, code }]);
    expect(malformed[0]?.reason).toContain(reason);
    expect(Buffer.from(malformed[0]?.raw ?? [])).toEqual(Buffer.from(record));
  });

  test('64 levels of nesting are allowed', () => {
    expect(decodeJson(`{"x":${'['.repeat(63)}${']'.repeat(63)}}`, { a: t.int.nullable() }).rows).toHaveLength(1);
  });

  test.each(['1', '1.0', '10e-1', '0.1e1', '1000000000000000000000e-21'])('%s is a whole number', (text) => {
    expect(decodeJson(`{"i":${text},"l":${text}}`, { i: t.int, l: t.bigint }).rows).toEqual([{ i: 1, l: 1n }]);
  });

  test('NaN and the infinities are read as Flink writes them', () => {
    const { rows } = decodeJson('{"d":"NaN"}\n{"d":"-Infinity"}', { d: t.double });
    expect(rows).toEqual([{ d: Number.NaN }, { d: Number.NEGATIVE_INFINITY }]);
  });

  test('a column whose name JSON must escape', () => {
    expect(decodeJson('{"a\\"":1,"b":2}', { 'a"': t.int, b: t.int }).rows).toEqual([{ 'a"': 1, b: 2 }]);
    expect(decodeJson('{"a":"b","c":2}', { 'a":"b': t.string.nullable(), c: t.int }).rows[0]).toMatchObject({ c: 2 });
  });

  test('an overlong record is cut, its length told, and the next one read', () => {
    const long = `{"i":1,"s":"${'x'.repeat(100)}"}`;
    for (const cuts of [[], [70], Array.from({ length: 130 }, (_, i) => i)]) {
      const { rows, malformed } = decodeJson(
        `\ufeff${long}\n{"i":2}\n${long}\n{"i":3}`,
        { i: t.int },
        { cuts, recordBytes: 64 },
      );
      expect(rows).toEqual([{ i: 2 }, { i: 3 }]);
      expect(malformed).toMatchObject([
        { code: 'RECORD_TOO_LONG', line: 1, offset: 3, raw: new Uint8Array(Buffer.from(long.slice(0, 64))) },
        { code: 'RECORD_TOO_LONG', line: 3, offset: 3 + long.length + 9 },
      ]);
      expect(malformed[0]?.reason).toContain(`${long.length} bytes, expected at most 64`);
    }
  });

  test('dictionaries are shared by batches until they are large', () => {
    const text = Array.from({ length: 150_000 }, (_, i) => `{"s":"name ${i % 100_000}"}`).join('\n');
    const { batches, rows } = decodeJson(text, { s: t.string });
    expect(rows[149_999]).toEqual({ s: 'name 49999' });
    const dictionaries = new Set(batches.map(({ columns }) => columns[0]?.dictionary));
    expect(dictionaries.size).toBe(3);
    for (const dictionary of dictionaries) expect(dictionary?.strings.length).toBeLessThan(65_536 + 8_192);
  });

  test('large strings cut a batch short', () => {
    const text = Array.from({ length: 10 }, (_, i) => `{"s":"${i}${'x'.repeat(1_000_000)}"}`).join('\n');
    expect(decodeJson(text, { s: t.string }).batches.map(({ length }) => length)).toEqual([9, 1]);
  });

  test('a live source flushes what it has', () => {
    const decoder = new JsonLinesDecoder({ name: 'T', schema: metrics }, { file: 'live', onMalformed: () => {} });
    decoder.push(Buffer.from(`${line}\n${line}\n{"metric_`));
    expect(decoder.take()).toBeNull();
    const first = decoder.flush();
    expect(first).toMatchObject({ length: 2 });
    expect(decoder.flush()).toBeNull();
    decoder.push(Buffer.from(`${line.slice(9)}\n`));
    expect(decoder.flush()).toMatchObject({ length: 1 });
    expect(first?.columns[1]?.values[1]).toBe(1.5);
    decoder.push(Buffer.from('{}\n'));
    expect(() => decoder.push(Buffer.from('{}\n'))).toThrow(expect.objectContaining({ code: 'DECODER_NOT_DRAINED' }));
  });
});

const schema = {
  name: t.string,
  value: t.double.nullable(),
  count: t.int.nullable(),
  id: t.bigint,
  ok: t.boolean.nullable(),
  at: t.timestamp,
};

const number = fc.oneof(
  fc.double().map((d) => (Number.isFinite(d) ? String(d) : '0')),
  fc.integer().map(String),
  fc.bigInt(-(2n ** 65n), 2n ** 65n).map(String),
  fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 20 }))
    .map(([n, d]) => (n / 10 ** 3).toFixed(d)),
  fc.stringMatching(/^-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/),
  fc.constantFrom(
    '-0',
    '-0.0',
    '0e5',
    '1E5',
    '1e+5',
    '1.0',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    'NaN',
    '1e309',
    '1e-400',
    '2147483648',
  ),
);
const text = fc.oneof(
  fc.constantFrom(
    '"cpu"',
    '"mem.load"',
    '"Zürich"',
    '"\\u0041"',
    '"\\ud83e\\udd80"',
    '"\\ud800"',
    '"NaN"',
    '""',
    '"a\\"b"',
  ),
  fc.string({ unit: 'grapheme' }).map((s) => JSON.stringify(s)),
);
const time = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
    .map((d) => `"${d.toISOString()}"`),
  fc
    .tuple(
      fc.constantFrom('2026-03-29', '2026-02-29', '2026-13-01'),
      fc.constantFrom(' ', 'T', 't'),
      fc.stringMatching(/^[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,10})?(Z|\+01:00|-0530)?$/),
    )
    .map(([day, separator, clock]) => `"${day}${separator}${clock}"`),
);
const bool = fc.constantFrom('true', 'false', 'tru', 'True', '1');
const other = fc.oneof(number, text, time, bool, fc.constantFrom('null', '{}', '[]', '{"a":[1,{"b":null}]}', '[1,]'));
const usually = <T>(usual: fc.Arbitrary<T>, rarely: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: rarely });
const space = usually(fc.constant(''), fc.constantFrom(' ', '\t', '  ', '\r'));

const members = fc
  .tuple(
    usually(text, other).map((v) => ['"name"', v]),
    usually(number, other).map((v) => ['"value"', v]),
    usually(fc.integer().map(String), other).map((v) => ['"count"', v]),
    usually(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String), other).map((v) => ['"id"', v]),
    usually(fc.constantFrom('true', 'false', 'null'), other).map((v) => ['"ok"', v]),
    usually(time, other).map((v) => ['"at"', v]),
    fc.array(fc.tuple(fc.constantFrom('"x"', '"y"', '"name"', '"n\\u0061me"', '"é"', '""', '"z'), other), {
      maxLength: 2,
    }),
  )
  .chain(([name, value, count, id, ok, at, extra]) => {
    const all = [name, value, count, id, ok, at] as [string, string][];
    return usually(fc.constant(all), fc.shuffledSubarray([...all, ...extra] as [string, string][]));
  });
const record = fc.tuple(members, fc.infiniteStream(space)).map(([all, spaces]) => {
  const gap = (): string => spaces.next().value as string;
  const inner = all.map(([k, v]) => `${gap()}${k}${gap()}:${gap()}${v}${gap()}`).join(',');
  return Buffer.from(`${gap()}{${inner}}${gap()}`);
});
const mutated = usually(
  record,
  fc
    .tuple(record, fc.nat(), fc.nat(), fc.nat(255), fc.constantFrom('truncate', 'swap', 'byte', 'double'))
    .map(([bytes, a, b, byte, how]) => {
      const [i, j] = [a % bytes.length, b % bytes.length];
      const copy = Buffer.from(bytes);
      if (how === 'truncate') return copy.subarray(0, i);
      if (how === 'double') return Buffer.concat([copy.subarray(0, i), copy.subarray(j)]);
      copy[i] = how === 'byte' ? byte : (bytes[j] as number);
      if (how === 'swap') copy[j] = bytes[i] as number;
      return copy;
    }),
);
const lines = fc
  .array(mutated, { minLength: 1, maxLength: 12 })
  .map((all) => Buffer.concat(all.flatMap((one) => [one, Buffer.from('\n')])));

describe('JSON lines, for all inputs', () => {
  test('the byte scanner gives what the strict reading gives', () => {
    fc.assert(
      fc.property(lines, (bytes) => {
        const strict = decodeJson(bytes, schema, { strictOnly: true });
        expect(comparable(decodeJson(bytes, schema))).toEqual(comparable(strict));
      }),
      { numRuns: 5_000 },
    );
  });

  test('cuts between chunks and batches change nothing', () => {
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (bytes, cuts, batchRows) => {
          const whole = decodeJson(bytes, schema, { recordBytes: 200 });
          expect(comparable(decodeJson(bytes, schema, { recordBytes: 200, cuts, batchRows }))).toEqual(
            comparable(whole),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('the strict reading takes what JSON.parse takes', () => {
    const codes = new Set(['DUPLICATE_KEY', 'NOT_AN_OBJECT', 'NESTING_TOO_DEEP']);
    fc.assert(
      fc.property(mutated, (bytes) => {
        const source = bytes.toString();
        const members = parseRecord(source);
        const isTaken = !(members instanceof Fault) || codes.has(members.code);
        let parsed: unknown;
        try {
          parsed = JSON.parse(source);
        } catch {
          // A duplicate may be met before what breaks the syntax.
          expect(isTaken && !(members instanceof Fault)).toBe(false);
          return;
        }
        expect(isTaken).toBe(true);
        if (members instanceof Fault) return;
        for (const [key, { form, text }] of members) {
          const value = (parsed as Record<string, unknown>)[key];
          expect(form === 'string' ? text : JSON.parse(text)).toEqual(value);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
