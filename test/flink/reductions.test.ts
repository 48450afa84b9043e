/** The aggregates that Flink's planner makes of others, by its own plans. */
import { avg, count, job, max, script, sink, source, stddevPop, sum, t, varSamp } from 'millrace';
import { reduced } from '../../runtime/engine/reduced';
import { aggregatesOf } from '../../runtime/engine/row-code';
import type { AnyExpr } from '../../runtime/expr';
import { useFlink } from './oracle';

const flink = useFlink();
const events = source('events', {
  ...{ k: t.string, x: t.double.nullable(), y: t.double, f: t.float.nullable(), i: t.int, b: t.bigint.nullable() },
  ok: t.boolean,
});
type Row = Parameters<Parameters<ReturnType<typeof events.groupBy<'k'>>['select']>[0]>[0];

const SELECTS: Readonly<Record<string, (e: Row) => Readonly<Record<string, AnyExpr>>>> = {
  'a sum and an average': (e) => ({ s: sum(e.x), a: avg(e.x) }),
  'a sum, an average and a count': (e) => ({ s: sum(e.x), a: avg(e.x), n: count(e.x) }),
  'the same of what is never NULL': (e) => ({ s: sum(e.y), a: avg(e.y), n: count() }),
  'two averages and a count': (e) => ({ a: avg(e.y), b: avg(e.i), n: count() }),
  'an average and what it is made of, twice': (e) => ({
    ...{ s: sum(e.x), a: avg(e.x), n: count(e.x) },
    ...{ fs: sum(e.f), fa: avg(e.f), fn: count(e.f) },
  }),
  'a sum that does not pay': (e) => ({ s: sum(e.x), a: avg(e.x), n: count(e.x), other: sum(e.f) }),
  'with a filter': (e) => ({
    s: sum(e.y, { filter: e.ok }),
    a: avg(e.y, { filter: e.ok }),
    n: count({ filter: e.ok }),
  }),
  'a variance': (e) => ({ v: varSamp(e.y), s: sum(e.y) }),
  'a variance with others': (e) => ({ d: stddevPop(e.x), s: sum(e.x), a: avg(e.x), n: count(e.x), m: max(e.x) }),
  'a variance beside an average of another': (e) => ({ d: stddevPop(e.i), a: avg(e.b), s: sum(e.b), n: count() }),
};

it.each(Object.entries(SELECTS))('%s', async (_, select) => {
  const table = events.groupBy('k').select(((e: Row) => ({ k: e.k, ...select(e) })) as never);
  const out = sink('out', table.node.schema, { primaryKey: ['k'] as never });
  const given = job('reductions', { lane: 'fast' }, [table.insertInto(out as never)]);
  const plan = await flink().explain(script(given), [
    { PropertyGroupId: 'table.events', PropertyMap: { connector: 'datagen' } },
    ...['out', 'events_malformed'].map((name) => ({
      PropertyGroupId: `table.${name}`,
      PropertyMap: { connector: 'blackhole' },
    })),
  ]);
  const physical = plan.slice(plan.indexOf('== Optimized Physical Plan =='));
  const [, calls = ''] = /GroupAggregate\(groupBy=\[k\], select=\[k, (.*?)\], changelogMode/.exec(physical) ?? [];
  const names = [...calls.matchAll(/(\$?[A-Z]\w*)\(/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(1);
  const { columns } = reduced(table.node as never as Parameters<typeof reduced>[0]);
  expect(
    aggregatesOf(Object.values(columns))
      .map(({ fn }) => fn.name)
      .sort(),
  ).toEqual(names.sort());
});
