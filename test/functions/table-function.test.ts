import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { count, type Job, job, minutes, seconds, sink, source, t, tableFunction } from 'millrace';
import { FlinkOracle } from 'millrace/testing';
import { buildBridge } from '../../bridge/build';
import { locally, onFlink } from '../flink/both';

const words = tableFunction({
  name: 'words',
  class: 'com.example.Words',
  args: [t.string],
  returns: { word: t.string, length: t.int },
  local: (text) =>
    (text ?? '')
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => ({ word, length: word.length })),
});
const posts = source('posts', { id: t.int, text: t.string, at: t.timestamp }).watermark('at', seconds(1));
const out = { id: t.int, word: t.string, length: t.int };

const JOBS: Record<string, Job> = {
  inner: job('inner', { lane: 'fast' }, [
    posts
      .where((p) => p.id.gt(0))
      .lateral((p) => words(p.text))
      .where((p) => p.length.gt(1))
      .select((p) => ({ id: p.id, word: p.word, length: p.length }))
      .insertInto(sink('out', out)),
  ]),
  left: job('left', { lane: 'fast' }, [
    posts
      .lateral((p) => words(p.text), { type: 'left' })
      .select((p) => ({ id: p.id, word: p.word, length: p.length.plus(1) }))
      .insertInto(sink('out', { id: t.int, word: t.string.nullable(), length: t.int.nullable() })),
  ]),
  windowed: job('windowed', { lane: 'fast' }, [
    posts
      .lateral((p) => words(p.text))
      .tumble('at', { size: minutes(1) })
      .groupBy('word')
      .select((p) => ({ word: p.word, window_end: p.window_end, n: count() }))
      .insertInto(sink('out', { word: t.string, window_end: t.timestamp, n: t.bigint })),
  ]),
};
const at = (second: number) => new Date(Date.UTC(2026, 2, 29, 0, 0, second));
const ROWS = [
  { id: 1, text: 'to be or not to be', at: at(0) },
  { id: 2, text: '', at: at(30) },
  { id: 0, text: 'a héron', at: at(70) },
  { id: 3, text: 'so be it', at: at(10) },
];

describe('a table function', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  let flink: FlinkOracle;

  beforeAll(async () => {
    const { classpath } = await buildBridge();
    execFileSync('javac', ['-cp', classpath.join(delimiter), '-d', folder, join(__dirname, 'Words.java')]);
    flink = await FlinkOracle.start({ classpath: [...classpath, folder] });
  }, 600_000);
  afterAll(async () => {
    await flink?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.entries(JOBS))('gives on Flink, as Java, what it gives here: %s', async (_, given) => {
    const here = locally(given, ROWS);
    expect(await onFlink(flink, given, ROWS)).toEqual(here);
  });

  it('makes no row, one, or several of a row', () => {
    expect(locally(JOBS.inner as Job, ROWS).out).toHaveLength(6 + 3);
    expect(locally(JOBS.left as Job, ROWS).out).toContainEqual('{"id":2,"word":null,"length":null}');
  });

  it('counts the rows that it makes, some of them late', () => {
    const windowed = locally(JOBS.windowed as Job, ROWS);
    expect(windowed.posts_late).toHaveLength(3);
  });

  it('is refused where its columns are there, with aggregates, and locally without its TypeScript', () => {
    const options = { name: 'f', class: 'com.example.F', args: [t.string], returns: { id: t.int } } as const;
    const f = tableFunction(options);
    expect(() => posts.lateral(((p: { text: never }) => f(p.text)) as never)).toThrow(/already has/);
    const g = tableFunction({ ...options, returns: { x: t.int } });
    const made = posts.lateral((p) => g(p.text)).select((p) => ({ x: p.x }));
    expect(() => locally(job('j', { lane: 'fast' }, [made.insertInto(sink('o', { x: t.int }))]), ROWS)).toThrow(
      /cannot compute f/,
    );
  });
});
