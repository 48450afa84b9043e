/** Windows over processing time, on a clock that is told. */
import { count, type Insert, job, max, seconds, sink, source, sum, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';

const events = source('events', { k: t.string, v: t.int }).processingTime('now');
const out = sink('out', { k: t.string, from: t.timestamp, to: t.timestamp, n: t.bigint, total: t.int });

function run(insert: Insert) {
  const local = new LocalJob(job('j', { lane: 'fast' }, [insert]), {
    rows: (table: string, batch: Batch) => {
      if (table === insert.sink.table) rows.push(...fromBatch(Object.keys(insert.sink.schema), batch));
    },
  });
  const rows: AnyRow[] = [];
  const push = (...given: [string, number][]) =>
    local.push(
      'events',
      toBatch(
        { k: t.string, v: t.int },
        given.map(([k, v]) => ({ k, v })),
      ),
    );
  const taken = () =>
    rows
      .splice(0)
      .map(({ k, from, to, n, total }) => `${k} ${+(from as Date) / 1000}-${+(to as Date) / 1000} ${n} ${total}`);
  return { local, push, taken, rows };
}

const of = (windows: ReturnType<typeof tumbles>) =>
  windows
    .groupBy('k')
    .select((e) => ({ k: e.k, from: e.window_start, to: e.window_end, n: count(), total: sum(e.v) }))
    .insertInto(out);
const tumbles = () => events.tumble('now', { size: seconds(10) });

test('rows are in the window of the moment in which they come; it fires when the clock is at its end', () => {
  const { local, push, taken } = run(of(tumbles()));
  local.clock(3_000);
  push(['a', 1], ['b', 2]);
  local.clock(9_999);
  push(['a', 3]);
  expect(taken()).toEqual([]);
  local.clock(10_000);
  expect(taken()).toEqual(['a 0-10 2 4', 'b 0-10 1 2']);
  push(['a', 5]);
  local.clock(40_000);
  expect(taken()).toEqual(['a 10-20 1 5']);
});

test('the end of the input fires nothing: the clock does', () => {
  const { local, push, taken } = run(of(tumbles()));
  local.clock(3_000);
  push(['a', 1]);
  local.end('events');
  expect(taken()).toEqual([]);
  local.clock(10_000);
  expect(taken()).toEqual(['a 0-10 1 1']);
});

test('hopping and cumulative windows, and sessions', () => {
  const kinds = [
    events.hop('now', { slide: seconds(5), size: seconds(10) }),
    events.cumulate('now', { step: seconds(5), size: seconds(10) }),
    events.session('now', { gap: seconds(4), partitionBy: ['k'] }),
  ];
  const found = kinds.map((windows) => {
    const { local, push, taken } = run(of(windows as never));
    for (const [now, v] of [
      [1_000, 1],
      [4_000, 2],
      [7_000, 3],
      [13_000, 4],
    ] as const) {
      local.clock(now);
      push(['a', v]);
    }
    local.clock(60_000);
    return taken();
  });
  expect(found).toEqual([
    ['a -5-5 2 3', 'a 0-10 3 6', 'a 5-15 2 7', 'a 10-20 1 4'],
    ['a 0-5 2 3', 'a 0-10 3 6', 'a 10-15 1 4', 'a 10-20 1 4'],
    ['a 1-11 3 6', 'a 13-17 1 4'],
  ]);
});

test('a row has the time at which it comes', () => {
  const stamped = sink('stamped', { k: t.string, now: t.timestampLtz });
  const { local, push, rows } = run(events.select((e) => ({ k: e.k, now: e.now })).insertInto(stamped));
  local.clock(3_000);
  push(['a', 1]);
  expect(rows).toEqual([{ k: 'a', now: new Date(3_000) }]);
});

test('windows by the clock of windows by event time', () => {
  const timed = source('events', { k: t.string, at: t.timestamp }).watermark('at', seconds(0));
  const counts = timed
    .processingTime('now')
    .tumble('now', { size: seconds(10) })
    .groupBy('k')
    .select((e) => ({ k: e.k, at: max(e.at), n: count() }))
    .insertInto(sink('counts', { k: t.string, at: t.timestamp, n: t.bigint }));
  const { local, rows } = run(counts);
  local.push(
    'events',
    toBatch({ k: t.string, at: t.timestamp }, [
      { k: 'a', at: new Date(90_000) },
      { k: 'a', at: new Date(0) },
    ]),
  );
  local.clock(10_000);
  // No row is late for the clock.
  expect(rows).toEqual([{ k: 'a', at: new Date(90_000), n: 2n }]);
});
