/** State that is given up when nobody has written it for the job's stateTtl, by a clock that is told. */
import { count, type Insert, job, max, minutes, sink, source, sum, t } from 'millrace';
import { LocalJob } from 'millrace/engine';
import { fromBatch, toBatch } from 'millrace/testing';

const schema = { k: t.string, v: t.int };
const events = source('events', schema);
const perKey = events.groupBy('k').select((e) => ({ k: e.k, n: count(), total: sum(e.v) }));
const out = sink('out', { k: t.string, n: t.bigint, total: t.int }, { primaryKey: ['k'] });

function run(insert: Insert) {
  const lines: string[] = [];
  const local = new LocalJob(job('ttl', { lane: 'fast', stateTtl: minutes(1) }, [insert]), {
    rows(table, batch) {
      if (table !== 'out') return;
      fromBatch(['k', 'n', 'total'], batch).forEach((row, i) => {
        lines.push(`${['+I', '-U', '+U', '-D'][batch.kinds?.[i] ?? 0]} ${row.k} ${row.n} ${row.total}`);
      });
    },
  });
  const at = (second: number, k: string, v: number): string[] => {
    local.clock(second * 1_000);
    local.push('events', toBatch(schema, [{ k, v }]));
    return lines.splice(0);
  };
  return { local, at };
}

test('a group that nobody wrote for so long starts anew', () => {
  const { at } = run(perKey.insertInto(out));
  expect(at(1, 'a', 1)).toEqual(['+I a 1 1']);
  expect(at(60, 'a', 1)).toEqual(['-U a 1 1', '+U a 2 2']);
  expect(at(119, 'b', 7)).toEqual(['+I b 1 7']);
  // A minute after it was written last, to the millisecond.
  expect(at(120, 'a', 5)).toEqual(['+I a 1 5']);
  expect(at(178, 'b', 1)).toEqual(['-U b 1 7', '+U b 2 8']);
});

test('what does not change is sent again, so that what comes behind keeps it', () => {
  const highest = events.groupBy('k').select((e) => ({ k: e.k, n: count({ filter: e.v.gt(9) }), total: max(e.v) }));
  const { at } = run(highest.insertInto(out));
  expect(at(1, 'a', 3)).toEqual(['+I a 0 3']);
  expect(at(2, 'a', 3)).toEqual(['-U a 0 3', '+U a 0 3']);
});

test('groups of groups are kept as long as those they are made of', () => {
  const byTotal = perKey.groupBy('total').select((g) => ({ k: g.total.cast(t.string), n: count(), total: g.total }));
  const { at } = run(
    byTotal.insertInto(sink('out', { k: t.string, n: t.bigint, total: t.int }, { primaryKey: ['total'] })),
  );
  expect(at(1, 'a', 1)).toEqual(['+I 1 1 1']);
  expect(at(30, 'b', 2)).toEqual(['+I 2 1 2']);
  expect(at(80, 'b', 0)).toEqual(['-D 2 1 2', '+I 2 1 2']);
  expect(at(81, 'c', 1)).toEqual(['+I 1 1 1']);
});
test('aggregates whose values Flink gives up one by one are refused', () => {
  const distinct = events.groupBy('k').select((e) => ({ k: e.k, n: count(e.v, { distinct: true }), total: sum(e.v) }));
  expect(() => run(distinct.insertInto(out))).toThrow(
    'the local runtime cannot compute COUNT(DISTINCT …) with a stateTtl',
  );
});
