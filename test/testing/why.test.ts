import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, job, minutes, seconds, sink, source, t } from 'millrace';
import { simulate } from 'millrace/testing';
import { FIXTURES, millrace } from '../cli/command';

const line = Number(/why\.test\.ts:(\d+)/.exec(new Error().stack ?? '')?.[1]);
const east = source('east', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(5));
const west = source('west', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(5));
const counts = sink('counts', { k: t.string, n: t.bigint, window_end: t.timestamp });
const counting = job('counting', { lane: 'regular' }, [
  east
    .unionAll(west)
    .where((e) => e.v.gt(0))
    .tumble('at', { size: minutes(1) })
    .groupBy('k')
    .select((e) => ({ k: e.k, n: count(), window_end: e.window_end }))
    .insertInto(counts),
]);

const at = (second: number) => new Date(Math.round(second * 1000));
const row = (k: string, v: number, second: number) => ({ k, v, at: at(second) });
const place = (after: number, call: string): string => `(test/testing/why.test.ts:${line + after} ${call})`;

describe('why', () => {
  const running = simulate(counting)
    .rows(east, [row('a', 1, 1), row('b', 0, 2), row('b', 2, 3), row('a', 1, 200), row('a', 1, 4)])
    .rows(west, [row('a', 1, 30)]);
  const why = running.why();

  it('says what became of the rows at each operator', () => {
    expect(why.operators.map(({ name, at, call, ...counts }) => ({ name, call, ...counts }))).toMatchObject([
      { name: 'SetOp UNION ALL', in: 6, out: 6, watermark: 25_000 },
      { name: 'Filter', call: 'where', in: 6, filtered: 1, late: 0, out: 5 },
      { name: 'GroupAggregate by k', in: 5, late: 0, out: 0, watermark: 25_000 },
    ]);
    expect(String(why)).toContain(`Filter ${place(7, 'where')}: 6 in, 1 filtered out, 5 out`);
  });

  it('says which input holds a window back, and what it waits for', () => {
    expect(String(why)).toContain(
      [
        `  The tumble window 1970-01-01 00:00:00.000 to 1970-01-01 00:01:00.000, with rows of 2 groups, has not fired: GroupAggregate by k ${place(10, 'select')}.`,
        '    It waits for the watermark to reach 1970-01-01 00:00:59.999, which is at 1970-01-01 00:00:25.000: west holds it back.',
        '    It goes on with a row of west whose at is 1970-01-01 00:01:04.999 or later (5 s of delay on top), or with the end of west, or when west goes idle.',
      ].join('\n'),
    );
    const both = why.waiting[1];
    expect(both?.heldBackBy.map(({ source, row }) => [source.table, row])).toEqual([
      ['east', 244_999],
      ['west', 244_999],
    ]);
  });

  it('is right about the row that makes the window fire', () => {
    const [first] = why.waiting;
    const needed = (first?.heldBackBy[0]?.row as number) / 1000;
    const fired = (second: number) =>
      running
        .restarted()
        .rows(west, [row('z', 1, second)])
        .table(counts).length;
    expect([fired(needed - 0.001), fired(needed)]).toEqual([0, 2]);
    expect(running.restarted().idle(west).table(counts)).toHaveLength(2);
    expect(running.restarted().end(west).table(counts)).toHaveLength(2);
  });

  it('says that an idle input holds nothing back, and that nothing waits at the end', () => {
    const idle = String(running.restarted().idle(west).why());
    expect(idle).not.toContain('1970-01-01 00:01:00.000, with');
    expect(idle).toContain('its watermark is 1970-01-01 00:00:25.000, the greatest at less 5 s; it is idle');
    expect(idle).toContain('    west is behind, too, but idle: it holds nothing back.');
    const ended = String(running.restarted().end().why());
    expect(ended).toContain('Nothing waits.');
    expect(ended).toContain('counts: 3 rows written');
  });

  it('counts rows that are late for a window', () => {
    const late = simulate(counting)
      .rows(east, [row('a', 1, 200), row('a', 1, 1)])
      .end(west)
      .rows(east, [row('a', 1, 2), row('a', 0, 3)]);
    expect(late.why().operators.at(-1)).toMatchObject({ in: 3, late: 1, out: 1 });
  });

  it('tells the windows of joins, too', () => {
    const counted = (name: typeof east) =>
      name
        .tumble('at', { size: minutes(1) })
        .groupBy('k')
        .select((e) => ({ k: e.k, window_start: e.window_start, window_end: e.window_end, n: count() }));
    const joined = sink('joined', { k: t.string, n: t.bigint });
    const waiting = job('waiting', { lane: 'regular' }, [
      counted(east)
        .windowJoin(counted(west), { on: ['k'] })
        .select((e) => ({ k: e.k, n: e.n }))
        .insertInto(joined),
    ]);
    const text = String(
      simulate(waiting)
        .rows(east, [row('a', 1, 1), row('a', 1, 100)])
        .why(),
    );
    expect(text).toContain(
      'The window that ends at 1970-01-01 00:01:00.000, with rows of one group, has not fired: WindowJoin',
    );
    expect(text).toContain('west holds it back');
    expect(text).toContain('it has no watermark yet, for it had no row');
  });
});

describe('millrace why', () => {
  const metrics = join(FIXTURES, 'runs', 'metrics.jsonl');

  it('says where rows went and what waits', async () => {
    const { code, stdout } = await millrace('why', 'minute-averages', '--input', `metrics=${metrics}`);
    expect(code).toBe(0);
    expect(stdout).toContain('metrics (jobs/tables.ts:5 source): 8 rows read, malformed 2; its watermark is');
    expect(stdout).toContain('GroupAggregate by metric_name (jobs/minute-averages.ts:7 select): 6 in, 1 late, 2 out');
    expect(stdout).toContain('event_time is 2026-03-29 01:00:04.999 or later');
  });

  it('says it of one window, in words or JSON', async () => {
    const of = (...more: string[]) => millrace('why', 'minute-averages', '--input', `metrics=${metrics}`, ...more);
    expect((await of('--window', '2026-03-29 01:00')).stdout).toMatch(
      /^ {2}The tumble window .*\n.*metrics holds it back/,
    );
    expect((await of('--window', '2026-03-29 00:58')).stdout).toContain(
      'it has fired, or no row has come for it.\nThe watermarks of operators with state are 2026-03-29 00:59:05.000. Windows wait that end at 2026-03-29 01:00:00.000.',
    );
    const { stdout } = await of('--end', 'metrics', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ waiting: [], sources: [{ table: 'metrics', isEnded: true }] });
    expect((await of('--window', 'noon')).code).toBe(2);
    expect((await of('--idle', 'metric')).stderr).toContain('--idle metric: the job reads no table metric');
  });

  it('reads several inputs side by side', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-why-'));
    try {
      writeFileSync(join(folder, 'metrics.jsonl'), '');
      const { stdout } = await millrace(
        'why',
        'minute-averages',
        '--input',
        `metrics=${join(folder, 'metrics.jsonl')}`,
      );
      expect(stdout).toContain('0 rows read; it has no watermark yet, for it had no row');
      expect(stdout).toContain('Nothing waits.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
