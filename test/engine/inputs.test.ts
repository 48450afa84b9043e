import { count, job, minutes, seconds, sink, source, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';

const schema = { name: t.string, event_time: t.timestamp };
const east = source('east', schema).watermark('event_time', seconds(5));
const west = source('west', { event_time: t.timestamp, name: t.string }).watermark('event_time', seconds(5));
const perMinute = east
  .unionAll(west)
  .tumble('event_time', { size: minutes(1) })
  .groupBy('name')
  .select((m) => ({ name: m.name, window_end: m.window_end, n: count() }))
  .insertInto(sink('out', { name: t.string, window_end: t.timestamp, n: t.bigint }));

const at = (second: number): AnyRow => ({ name: 'a', event_time: new Date(second * 1000) });

function run() {
  const out: AnyRow[] = [];
  const local = new LocalJob(job('perMinute', { lane: 'regular' }, [perMinute]), {
    rows: (table: string, batch: Batch) => {
      if (table === 'out') out.push(...fromBatch(['name', 'window_end', 'n'], batch));
    },
  });
  const push = (table: 'east' | 'west', ...rows: AnyRow[]) =>
    local.push(table, toBatch(table === 'east' ? east.node.schema : west.node.schema, rows));
  return { local, out, push };
}

test('a window over two inputs waits for the one that is behind', () => {
  const { local, out, push } = run();
  push('east', at(1), at(100));
  push('west', at(2), at(64));
  expect(out).toEqual([]);
  push('west', at(65));
  expect(out).toEqual([{ name: 'a', window_end: new Date(60_000), n: 2n }]);
  local.end('east');
  local.end('west');
  expect(out.map(({ n }) => n)).toEqual([2n, 3n]);
});

test('an idle input holds nothing back, until it gives rows again', () => {
  const { local, out, push } = run();
  push('west', at(2));
  push('east', at(1), at(100));
  expect(out).toEqual([]);
  local.idle('west');
  expect(out).toHaveLength(1);
  push('west', at(70));
  push('east', at(200));
  // West is at 65 s now: the second minute is open.
  expect(out).toHaveLength(1);
  local.idle('west');
  expect(out.map(({ n }) => n)).toEqual([2n, 2n]);
});

test('processing time is what is said', () => {
  const { local } = run();
  local.clock(5);
  local.clock(3);
  expect(local.now).toBe(5);
});
