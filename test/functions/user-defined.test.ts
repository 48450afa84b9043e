import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { job, MillraceError, scalarFunction, script, sink, source, t } from 'millrace';
import { FlinkOracle } from 'millrace/testing';
import { buildBridge } from '../../bridge/build';
import { locally, onFlink } from '../flink/both';

const countChar = scalarFunction({
  name: 'count_char',
  class: 'com.example.CountChar',
  args: [t.string, t.string],
  returns: t.bigint.nullable(),
  local: (text, c) => (text === null || c === null ? null : BigInt(Array.from(text).filter((one) => one === c).length)),
});
const texts = source('texts', { text: t.string.nullable(), c: t.string });
const out = sink('out', { n: t.bigint.nullable(), a: t.bigint.nullable() });
const counting = job('counting', { lane: 'fast' }, [
  texts.select((x) => ({ n: countChar(x.text, x.c), a: countChar(x.text, 'a') })).insertInto(out),
]);
const ROWS = [
  { text: 'banana', c: 'n' },
  { text: null, c: 'a' },
  { text: 'né💧💧', c: '💧' },
];

describe('a function of a user', () => {
  it('is registered once, before the tables', () => {
    const text = script(counting);
    expect(text.match(/CREATE TEMPORARY FUNCTION `count_char` AS 'com.example.CountChar';/g)).toHaveLength(1);
    expect(text.indexOf('FUNCTION')).toBeLessThan(text.indexOf('TEMPORARY TABLE'));
  });

  it('refuses other arguments than those it was declared with', () => {
    expect(() => countChar(...([1] as never))).toThrow(MillraceError);
    expect(() => scalarFunction({ name: 'f', class: "x'; DROP", args: [], returns: t.int })).toThrow(
      /no name of a Java/,
    );
  });

  it('gives on Flink, as Java, what it gives here', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
    const { classpath } = await buildBridge();
    execFileSync('javac', ['-cp', classpath.join(delimiter), '-d', folder, join(__dirname, 'CountChar.java')]);
    const flink = await FlinkOracle.start({ classpath: [...classpath, folder] });
    try {
      const here = locally(counting, ROWS);
      expect(here.out).toEqual(['{"n":"2n","a":"3n"}', '{"n":"2n","a":"0n"}', '{"n":null,"a":null}'].sort());
      expect(await onFlink(flink, counting, ROWS)).toEqual(here);
    } finally {
      await flink.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 600_000);
});
