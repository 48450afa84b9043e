import { count, job, lookup, minutes, seconds, sink, source, sum, t } from 'millrace';
import { simulate } from 'millrace/testing';

const clicks = source('clicks', {
  page: t.string,
  user: t.string.nullable(),
  price: t.decimal(5, 2).nullable(),
  id: t.bigint,
  at: t.timestamp,
})
  .watermark('at', seconds(5))
  .recordId('id', { within: minutes(10) });
const perMinute = sink('per_minute', { page: t.string, window_end: t.timestamp, clicks: t.bigint });
const perPage = sink('per_page', { page: t.string, clicks: t.bigint }, { primaryKey: ['page'] });
const clickJob = job('clicks', { lane: 'regular' }, [
  clicks
    .tumble('at', { size: minutes(1) })
    .groupBy('page')
    .select((c) => ({ page: c.page, window_end: c.window_end, clicks: count() }))
    .insertInto(perMinute),
  clicks
    .groupBy('page')
    .select((c) => ({ page: c.page, clicks: count() }))
    .insertInto(perPage),
]);

const at = (second: number) => new Date(second * 1000);
const click = (id: number, page: string, second: number) => ({ id: BigInt(id), page, at: at(second) });

describe('a simulation', () => {
  it('gives the rows of windows that fired, the table of changes, and each change', () => {
    const running = simulate(clickJob).rows(clicks, [click(1, '/', 1), click(2, '/', 30), click(3, '/a', 61)]);
    expect(running.table(perMinute)).toEqual([]);
    expect(running.watermark(clicks, at(60)).table(perMinute)).toEqual([{ page: '/', window_end: at(60), clicks: 2n }]);
    expect(running.table(perPage)).toEqual([
      { page: '/', clicks: 2n },
      { page: '/a', clicks: 1n },
    ]);
    expect(running.changelog(perPage)).toEqual([
      { kind: '+I', row: { page: '/', clicks: 1n } },
      { kind: '-U', row: { page: '/', clicks: 1n } },
      { kind: '+U', row: { page: '/', clicks: 2n } },
      { kind: '+I', row: { page: '/a', clicks: 1n } },
    ]);
    expect(running.end().table(perMinute)).toHaveLength(2);
    expect(running.counters.windowsFired).toBe(2);
  });

  it('keeps late, malformed and repeated rows aside', () => {
    const running = simulate(clickJob)
      .rows(clicks, [click(1, '/', 1), click(2, '/', 200), click(3, '/', 2), click(2, '/', 200)])
      .json(clicks, '{"page":"/","id":4,"at":"1970-01-01 00:03:21"}\n{"page":7}\n');
    expect(running.late(clicks).map(({ id }) => id)).toEqual([3n]);
    expect(running.late('clicks_late')).toHaveLength(1);
    expect(running.duplicates(clicks).map(({ id }) => id)).toEqual([2n]);
    expect(running.malformed(clicks)).toMatchObject([{ _error: expect.any(String), _sequence: '2' }]);
    expect(running.counters.sources.clicks).toEqual({ read: 6, malformed: 1, duplicates: 1 });
  });

  it('names what is wrong with rows, and how to mend it', () => {
    const running = simulate(clickJob);
    const given = (row: object) => () => running.rows('clicks', [click(1, '/', 1), { ...click(2, '/', 1), ...row }]);
    expect(given({ pgae: '/' })).toThrow(
      'row 2 of the rows given to clicks has a column pgae, and the table has none\n  Its columns are page, user, price, id, at.',
    );
    expect(given({ page: null })).toThrow(
      'row 2 of the rows given to clicks has no page, which is STRING NOT NULL\n  Give it a text, or declare the column .nullable().',
    );
    expect(given({ id: '1' })).toThrow(
      'row 2 of the rows given to clicks: id is BIGINT NOT NULL, and "1" is no value of it\n  Give it a bigint, such as 1n.',
    );
    expect(given({ price: '1.234' })).toThrow(
      "Give it a text of at most 3 digits before its point and 2 behind it, such as '1.5'.",
    );
    expect(given({ at: '1970' })).toThrow('Give it a Date.');
    expect(() => running.rows('click', [])).toThrow('job clicks reads no table click\n  It reads clicks.');
    expect(() => running.table('clicks')).toThrow(
      'job clicks writes no table clicks\n  It writes per_minute, per_page.',
    );
    expect(() => running.late('x')).toThrow('job clicks keeps no late rows of x\n  It keeps those of clicks.');
    expect(running.counters.sources.clicks?.read).toBe(0);
  });

  it('goes on from a snapshot, in another process or this one', () => {
    const before = simulate(clickJob).rows(clicks, [click(1, '/', 1), click(2, '/', 30)]);
    const snapshot = before.snapshot();
    const after = simulate(clickJob, { from: snapshot }).rows(clicks, [click(2, '/', 30), click(3, '/', 90)]);
    expect(after.table(perMinute)).toEqual([{ page: '/', window_end: at(60), clicks: 2n }]);
    expect(after.duplicates(clicks)).toHaveLength(1);
    expect(after.counters.sources.clicks).toEqual({ read: 4, malformed: 0, duplicates: 1 });
    // The snapshot is a copy: neither has changed it.
    expect(simulate(clickJob, { from: snapshot }).end().table(perMinute)).toEqual([
      { page: '/', window_end: at(60), clicks: 2n },
    ]);
    expect(before.restarted().end().table(perMinute)).toEqual(before.end().table(perMinute));
  });

  it('looks rows up in what the test says', () => {
    const pages = lookup('pages', { page: t.string, title: t.string }, { primaryKey: ['page'] });
    const titled = sink('titled', { id: t.bigint, title: t.string.nullable() });
    const titles = job('titles', { lane: 'regular' }, [
      clicks
        .lookupJoin(pages, { on: ['page'], type: 'left' })
        .select((c, p) => ({ id: c.id, title: p.title }))
        .insertInto(titled),
    ]);
    const running = simulate(titles)
      .lookup(pages, [{ page: '/', title: 'Home' }])
      .rows(clicks, [click(1, '/', 1)]);
    const after = running.restarted().rows(clicks, [click(2, '/', 1)]);
    expect(
      after
        .lookup(pages, [])
        .rows(clicks, [click(3, '/', 2)])
        .table(titled),
    ).toEqual([
      { id: 1n, title: 'Home' },
      { id: 2n, title: 'Home' },
      { id: 3n, title: null },
    ]);
  });

  it('moves the clock of windows over processing time', () => {
    const byClock = sink('by_clock', { page: t.string, total: t.bigint });
    const clocked = job('clocked', { lane: 'regular' }, [
      clicks
        .processingTime('now')
        .tumble('now', { size: minutes(1) })
        .groupBy('page')
        .select((c) => ({ page: c.page, total: sum(c.id) }))
        .insertInto(byClock),
    ]);
    const running = simulate(clocked, { now: at(3600) }).rows(clicks, [click(1, '/', 1)]);
    expect(running.advance(seconds(59)).table(byClock)).toEqual([]);
    expect(running.restarted().advance(seconds(1)).table(byClock)).toEqual([{ page: '/', total: 1n }]);
    expect(String(running.why())).toContain('It waits for the clock to be at 1970-01-01 01:01:00.000');
  });
});

describe('a snapshot', () => {
  it('is refused by a job that does something else', () => {
    const snapshot = simulate(clickJob).snapshot();
    const other = (size: number, key: 'page' | 'id') =>
      job('other', { lane: 'regular' }, [
        clicks
          .tumble('at', { size: minutes(size) })
          .groupBy(key)
          .select(() => ({ clicks: count() }))
          .insertInto(sink('per_minute', { clicks: t.bigint })),
      ]);
    expect(() => simulate(other(1, 'page'), { from: snapshot })).toThrow(
      /job other cannot go on from this snapshot of clicks: it has state of per_page\/GroupAggregate, which the job does not have/,
    );
    expect(() => simulate(other(2, 'page'), { from: simulate(other(1, 'page')).snapshot() })).toThrow(
      'the operators with state have the same places, but the SQL is another',
    );
    expect(() => simulate(clickJob, { from: { ...snapshot, format: 0 } })).toThrow('its format is 0');
  });
});
