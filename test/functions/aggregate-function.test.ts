import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { aggregateFunction, type Job, job, minutes, script, seconds, sink, source, t } from 'millrace';
import { FlinkOracle } from 'millrace/testing';
import { buildBridge } from '../../bridge/build';
import { locally, onFlink } from '../flink/both';

const longer = (a: string | null, b: string | null) => (b !== null && (a === null || b.length > a.length) ? b : a);
const options = {
  name: 'longest',
  class: 'com.example.Longest',
  args: [t.string.nullable()],
  returns: t.string.nullable(),
} as const;
const longest = aggregateFunction({
  ...options,
  local: {
    create: () => ({ text: null as string | null }),
    accumulate: (state, text) => ({ text: longer(state.text, text) }),
    merge: (state, other) => ({ text: longer(state.text, other.text) }),
    value: ({ text }) => text,
  },
});
const posts = source('posts', { user: t.string, text: t.string.nullable(), at: t.timestamp }).watermark(
  'at',
  seconds(1),
);
const out = () => sink('out', { user: t.string, window_end: t.timestamp, text: t.string.nullable() });

const WINDOWS = {
  tumble: posts.tumble('at', { size: minutes(1) }),
  hop: posts.hop('at', { slide: seconds(20), size: minutes(1) }),
  cumulate: posts.cumulate('at', { step: seconds(20), size: minutes(1) }),
  session: posts.session('at', { gap: seconds(20), partitionBy: ['user'] }),
};
const JOBS: Record<string, Job> = Object.fromEntries(
  Object.entries(WINDOWS).map(([name, windows]) => [
    name,
    job(name, { lane: 'fast' }, [
      windows
        .groupBy('user')
        .select((p) => ({ user: p.user, window_end: p.window_end, text: longest(p.text) }))
        .insertInto(out()),
    ]),
  ]),
);
const at = (second: number) => new Date(Date.UTC(2026, 2, 29, 0, 0, second));
const ROWS = [
  { user: 'ada', text: 'one', at: at(0) },
  { user: 'bob', text: null, at: at(1) },
  { user: 'ada', text: 'three', at: at(25) },
  { user: 'ada', text: 'seven', at: at(24.5) },
  { user: 'ada', text: null, at: at(50) },
  { user: 'ada', text: 'two', at: at(70) },
  { user: 'bob', text: 'x', at: at(200) },
];

describe('an aggregate function of a user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  let flink: FlinkOracle;

  beforeAll(async () => {
    const { classpath } = await buildBridge();
    execFileSync('javac', ['-cp', classpath.join(delimiter), '-d', folder, join(__dirname, 'Longest.java')]);
    flink = await FlinkOracle.start({ classpath: [...classpath, folder] });
  }, 600_000);
  afterAll(async () => {
    await flink?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.entries(JOBS))('gives on Flink, as Java, what it gives here: %s', async (_, given) => {
    const here = locally(given, ROWS);
    expect(here.out?.length).toBeGreaterThan(3);
    expect(await onFlink(flink, given, ROWS)).toEqual(here);
  });

  it('gives NULL for a group of NULLs, and the first of equals', () => {
    const minute = Date.UTC(2026, 2, 29, 0, 1);
    const first = locally(JOBS.tumble as Job, ROWS).out?.filter((row) => row.includes(new Date(minute).toISOString()));
    expect(first?.map((row) => JSON.parse(row).text).sort()).toEqual([null, 'three'].sort());
  });

  it('keeps windows apart whose states are changed in place', () => {
    const changed = aggregateFunction({
      ...options,
      local: {
        create: () => ({ text: null as string | null }),
        accumulate: (state, text) => Object.assign(state, { text: longer(state.text, text) }),
        merge: (state, other) =>
          state.text === null ? other : Object.assign(state, { text: longer(state.text, other.text) }),
        value: ({ text }) => text,
      },
    });
    const texts = WINDOWS.hop
      .groupBy('user')
      .select((p) => ({ user: p.user, window_end: p.window_end, text: changed(p.text) }));
    const given = job('hop', { lane: 'fast' }, [texts.insertInto(out())]);
    expect(locally(given, ROWS)).toEqual(locally(JOBS.hop as Job, ROWS));
  });

  it('refuses NULL that it was not declared to give', () => {
    const never = aggregateFunction({
      ...options,
      returns: t.string,
      local: { create: () => null, accumulate: () => null, merge: () => null, value: () => null as never },
    });
    const texts = WINDOWS.tumble
      .groupBy('user')
      .select((p) => ({ user: p.user, window_end: p.window_end, text: never(p.text) }));
    const given = job('never', { lane: 'fast' }, [texts.insertInto(out())]);
    expect(() => locally(given, ROWS)).toThrow(/longest gave NULL, and is STRING NOT NULL/);
  });

  it('is registered once, and refused here without its TypeScript', () => {
    expect(
      script(JOBS.hop as Job).match(/CREATE TEMPORARY FUNCTION `longest` AS 'com.example.Longest';/g),
    ).toHaveLength(1);
    const elsewhere = aggregateFunction(options);
    const given = WINDOWS.tumble
      .groupBy('user')
      .select((p) => ({ user: p.user, window_end: p.window_end, text: elsewhere(p.text) }));
    expect(() => locally(job('j', { lane: 'fast' }, [given.insertInto(out())]), ROWS)).toThrow(
      /cannot compute longest/,
    );
  });
});
