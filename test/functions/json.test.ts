/** Functions of JSON over nasty texts and values: the local runtime gives what Flink gives. */
import {
  isJson,
  job,
  jsonArray,
  jsonExists,
  jsonObject,
  jsonQuery,
  jsonQueryArray,
  jsonString,
  jsonValue,
  replace,
  sink,
  source,
  t,
} from 'millrace';
import { locally } from '../flink/both';
import { useFlink } from '../flink/oracle';
import { bothOf } from './agree';

const TEXTS = [
  ...[
    '{"a":{"b":[1,2.5,{"c":"x"}],"d":null},"e":"é💧\\u0001\\"\\n"}',
    '{"a":[{"b":1},{"b":null},{},5,{"b":[2]}]}',
    '[1,[2,[3]],"x"]',
  ],
  ...[
    '{"a":1,"a":2,"b":3}',
    '{}',
    '[]',
    'null',
    'true',
    '"text"',
    '12',
    '-0',
    '1.0',
    '1e5',
    '1E-7',
    '123456789012345678901234567890',
  ],
  ...[
    '',
    ' ',
    '{',
    '{"a":1} xyz',
    '1x',
    'truex',
    'true x',
    '"a"x',
    '{}x',
    '[1,]',
    '{"a":}',
    "{'a':1}",
    '01',
    '.5',
    '5.',
    '+1',
    '-',
    'NaN',
  ],
  ...[
    ' {"a" : [ 1 , 2 ] }',
    '{"10":1,"9":2,"a b":3,"x.y":4}',
    '"\\x"',
    '"\t"',
    '{"a":"1"}',
    '{"a":true}',
    '{"a":1.5}',
    '1e400',
    '[1e400,1e-400,100.0]',
  ],
  ...[
    '{"a":9007199254740993,"b":0.1,"c":1.0E10,"d":12345678.9,"e":1e21}',
    '{"a":"\\/\\b\\f\\u007f\\u00e9"}',
    '{"a":{"k":[null,"s",{"z":1}]}}',
    'nullx',
    '[[]]',
  ],
];
const PATHS = [
  '$',
  '$.a',
  '$.a.b',
  '$.a.b[0]',
  '$.a[0]',
  '$.a[-1].c',
  "$['a']['b']",
  '$.a[*].b',
  '$.*',
  '$[*]',
  '$.a.b[*]',
  '$[1][1][0]',
  "$['a b']",
  '$.a.b.c',
  '$.a.*',
  '$[-9]',
  '$.e',
];

describe('functions of JSON', () => {
  const flink = useFlink();
  const rows = TEXTS.map((s, n) => ({ s, sn: n % 5 === 0 ? null : s }));

  it('find what a path says, strictly and laxly', async () => {
    const { here, there } = await bothOf(flink(), { s: t.string, sn: t.string.nullable() }, rows, (r) => ({
      ...Object.fromEntries(
        PATHS.flatMap((path) => [path, `lax ${path}`].map((at) => [`exists ${at}`, jsonExists(r.sn, at)])),
      ),
      ...Object.fromEntries(
        PATHS.flatMap((path) => [path, `lax ${path}`].map((at) => [`value ${at}`, jsonValue(r.s, at)])),
      ),
      ...Object.fromEntries(
        PATHS.flatMap((path) => [path, `lax ${path}`].map((at) => [`query ${at}`, jsonQuery(r.s, at)])),
      ),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('give something else for nothing and for errors', async () => {
    const { here, there } = await bothOf(flink(), { s: t.string, sn: t.string.nullable() }, rows, (r) => ({
      unknown: jsonExists(r.s, '$.a', 'UNKNOWN'),
      isTrue: jsonExists(r.s, 'lax $.a', 'TRUE'),
      empty: jsonValue(r.s, 'lax $.a', { onEmpty: { default: 'empty' }, onError: { default: 'error' } }),
      error: jsonValue(r.s, 'strict $.a', { onEmpty: { default: 'empty' }, onError: { default: 'error' } }),
      int: jsonValue(replace(r.s, '"a"', '"z"'), 'lax $.a', { returning: t.int, onEmpty: { default: 7 } }),
      double: jsonValue(replace(r.s, '"a"', '"z"'), '$.a', { returning: t.double, onError: { default: 0.5 } }),
      boolean: jsonValue(replace(r.s, '"a"', '"z"'), '$.a', { returning: t.boolean, onError: { default: true } }),
      wrapped: jsonQuery(r.s, '$.a', { wrapper: 'UNCONDITIONAL', onError: 'EMPTY OBJECT' }),
      conditional: jsonQuery(r.s, 'lax $.a.b', { wrapper: 'CONDITIONAL', onEmpty: 'EMPTY ARRAY' }),
      emptyObject: jsonQuery(r.s, 'lax $.a', { onEmpty: 'EMPTY OBJECT' }),
      list: jsonQueryArray(r.s, '$.a.b'),
      list2: jsonQueryArray(r.s, '$.a[*]'),
      list3: jsonQueryArray(r.s, 'lax $'),
      isJson: isJson(r.sn),
      isArray: isJson(r.s, 'ARRAY'),
      isObject: isJson(r.s, 'OBJECT'),
      isScalar: isJson(r.s, 'SCALAR'),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  const point = t.row({ z: t.int.nullable(), a: t.decimal(12, 4), at: t.timestampOf(6) });
  const VALUES = {
    ...{ s: t.string.nullable(), i: t.int.nullable(), b: t.bigint, d: t.double, f: t.float, yes: t.boolean.nullable() },
    ...{ m: t.decimal(20, 10), n: t.decimal(10, 0), at: t.timestamp, ltz: t.timestampLtzOf(9), bytes: t.bytes },
    ...{
      list: t.array(t.decimal(6, 2).nullable()),
      map: t.map(t.string, t.double.nullable()),
      point,
      points: t.array(point.nullable()),
    },
  };
  const row = (m: string, n: string, of: object) => ({
    ...{ s: 'a"\\\u0001\u001f\u007f/é💧', i: -1, b: 9_007_199_254_740_993n, d: 0.1, f: 0.1, yes: true, m, n },
    ...{ at: new Date('2026-11-24T12:34:00.500Z'), ltz: '1969-12-31 23:59:59.123456780', bytes: Uint8Array.of(0, 255) },
    ...{
      list: ['1.50', null, '100.00'],
      map: new Map([
        ['b', 1e10],
        ['a"', null],
        ['B', -0],
      ]),
    },
    ...{
      point: { z: null, a: '0.0000', at: '2026-01-01 00:00:00.000000' },
      points: [null, { z: 1, a: '12.3400', at: '2026-01-01 10:00:00.100000' }],
    },
    ...of,
  });
  it('write values of all types', async () => {
    const values = [
      row('0.0000000001', '1000', {}),
      row('1234567890.1234567890', '0', {
        s: null,
        i: null,
        yes: null,
        list: [],
        map: new Map(),
        points: [],
        d: 1e-5,
        f: 1e9,
      }),
      row('-0.0000001000', '-120', {
        d: Number.NaN,
        f: Number.NEGATIVE_INFINITY,
        at: new Date('2026-11-24T00:00:00Z'),
      }),
      row('0.0000000000', '7', { d: 1e21, f: 16_777_216 }),
      row('0.0000012345', '-7', { d: -0 }),
    ];
    const { here, there } = await bothOf(flink(), VALUES, values as never, (r) => ({
      ...{ s: jsonString(r.s), i: jsonString(r.i), b: jsonString(r.b), d: jsonString(r.d), f: jsonString(r.f) },
      ...{
        yes: jsonString(r.yes),
        m: jsonString(r.m),
        n: jsonString(r.n),
        at: jsonString(r.at),
        ltz: jsonString(r.ltz),
      },
      ...{ bytes: jsonString(r.bytes), list: jsonString(r.list), map: jsonString(r.map), point: jsonString(r.point) },
      points: jsonString(r.points),
      object: jsonObject({
        z: r.s,
        a: r.i,
        'b"': r.map,
        n: r.m,
        inner: jsonObject({ y: r.yes }),
        list: jsonArray([r.s, r.i]),
      }),
      absent: jsonObject({ z: r.s, a: r.i }, 'ABSENT'),
      array: jsonArray([r.s, r.i, r.point, jsonArray([r.yes]), jsonString(r.i)]),
      nulls: jsonArray([r.s, r.i, r.yes], 'NULL'),
    }));
    expect(here).toEqual(there);
  }, 600_000);

  it('are refused with paths that are not computed here', () => {
    const of = (path: string) => () =>
      locally(
        job('paths', { lane: 'fast' }, [
          source('texts', { s: t.string })
            .select((r) => ({ x: jsonValue(r.s, path) }))
            .insertInto(sink('out', { x: t.string.nullable() })),
        ]),
        [],
      );
    expect(of('$..a')).toThrow(/JSON_VALUE with "\$\.\.a": it has "\.\.a" in a path/);
    expect(of('$.a[?(@.b > 1)]')).toThrow(/in a path/);
    expect(of('$.a[0:2]')).toThrow(/in a path/);
    expect(of('$.length()')).toThrow(/in a path/);
  });
});
