/** Aggregates over windows for which Flink 1.20 has no code: its planner accepts them, and the job fails when it starts. */
import { firstValue, jsonArrayagg, listagg, seconds, source, sum, t } from 'millrace';

const events = source('events', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(1));
const size = seconds(10);
const windows = {
  tumble: events.tumble('at', { size }),
  shifted: events.tumble('at', { size, offset: seconds(2) }),
  hop: events.hop('at', { slide: seconds(5), size }),
  cumulate: events.cumulate('at', { step: seconds(5), size }),
  session: events.session('at', { gap: seconds(5), partitionBy: ['k'] }),
};
type Kind = keyof typeof windows;
const grouped = (kind: Kind) => (windows[kind] as typeof windows.tumble).groupBy('k');
type Grouped = ReturnType<typeof grouped>;

const first = (of: Grouped) => of.select((e) => ({ x: firstValue(e.v) }));
const rows = (of: Grouped) => of.select((e) => ({ x: jsonArrayagg(e.v) }));
const total = (of: Grouped) => of.select((e) => ({ x: sum(e.v, { distinct: true }) }));
const texts = (of: Grouped) => of.select((e) => ({ x: listagg(e.k, ',', { distinct: true }) }));
const filtered = (of: Grouped) => of.having((e) => firstValue(e.v).gt(1)).select((e) => ({ k: e.k }));

it.each([
  ['shifted', first, 'Flink cannot compute FIRST_VALUE over hopping windows, as which it runs this'],
  ['hop', rows, 'Flink cannot compute JSON_ARRAYAGG over hopping windows'],
  ['session', filtered, 'Flink cannot compute FIRST_VALUE over session windows'],
  ['cumulate', first, 'Flink cannot compute FIRST_VALUE over cumulate windows'],
  ['session', rows, 'Flink cannot compute JSON_ARRAYAGG over session windows'],
  ['hop', total, 'Flink cannot compute SUM with distinct over hopping windows'],
  ['shifted', texts, 'Flink cannot compute LISTAGG with distinct over hopping windows'],
] as const)('%s: %p', (kind, aggregate, problem) => {
  expect(() => aggregate(grouped(kind))).toThrow(problem);
});

it.each([
  ['tumble', first],
  ['tumble', total],
  ['cumulate', total],
  ['session', texts],
] as const)('%s may have %p', (kind, aggregate) => {
  expect(() => aggregate(grouped(kind))).not.toThrow();
});
