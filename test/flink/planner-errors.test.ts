/** What Flink refuses is said of the line of TypeScript that it was made from. */
import { count, type Job, job, minutes, seconds, sink, source, sql, t } from 'millrace';
import { compilePlan } from '../../cli/build/compile';
import { runOnFlink } from '../../cli/run/flink';
import { script } from '../../runtime/sql/script';
import { useFlink } from './oracle';
import { standIns } from './stand-ins';

const flink = useFlink();
const FILE = 'test/flink/planner-errors.test.ts';
const orders = source('orders', { shop: t.string, value: t.double, at: t.timestamp }).watermark('at', seconds(0));
const out = sink('out', { shop: t.string, wrong: t.double });

/** A DOUBLE that is computed by any SQL, as a person would write it in the escape hatch. */
const raw = (text: string) => sql(t.double)(Object.assign([text], { raw: [text] }));
const here = (): number => Number(/planner-errors\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1]);

const line = here();
const wrong = (text: string): Job =>
  job('wrong', { lane: 'fast' }, [
    orders
      .where((o) => o.value.gt(0))
      .select((o) => ({ shop: o.shop, wrong: raw(text) }))
      .insertInto(out),
  ]);
const deeper = (text: string): Job =>
  job('deeper', { lane: 'fast' }, [
    orders
      .select((o) => ({ at: o.at, shop: o.shop, wrong: raw(text) }))
      .tumble('at', { size: minutes(1) })
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, n: count() }))
      .insertInto(sink('counts', { shop: t.string, n: t.bigint })),
  ]);
it.each([
  ['the parser', 'SELECT FROM', line + 5, 'select', wrong, 'Incorrect syntax'],
  ['the validator', 'BOGUS(`value`)', line + 5, 'select', wrong, 'BOGUS'],
  ['the validator, in a view', '`valu`', line + 11, 'select', deeper, "Column 'valu' not found"],
  // Only the planner sees that this is no time: it knows no position, but the INSERT.
  ['the planner', 'SUM(`value`) OVER (ORDER BY `value`)', line + 6, 'insertInto', wrong, 'time attribute'],
])('%s', async (_, text, at, method, make, message) => {
  const broken = make(text);
  const failure = await flink().explain(script(broken), standIns(broken)).then(String, String);
  expect(failure).toContain(message);
  expect(failure.split('\n').at(-1)).toBe(`  at ${FILE}:${at} (${method})`);
});

it('build and run say the same', async () => {
  const broken = wrong('BOGUS(`value`)');
  const place = new RegExp(`BOGUS[\\s\\S]*\n  at ${FILE}:${line + 5} \\(select\\)$`);
  const inputs = new Map([['orders', ['fixtures/files/json.jsonl']]]);
  const plan = { job: broken, inputs, arrivals: new Map(), outputs: new Map(), aside: new Map() };
  await expect(compilePlan(script(broken), standIns(broken))).rejects.toThrow(place);
  await expect(runOnFlink(plan, { dashboard: false })).rejects.toThrow(place);
});

it('what is not about the script has no place', async () => {
  const fine = wrong('1.5e0');
  await expect(flink().explain(script(fine), standIns(fine).slice(1))).rejects.toThrow(/is missing[^\n]*$/);
});
