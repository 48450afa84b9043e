import { count, days, desc, job, minutes, seconds, sink, source, sum, t } from 'millrace';
import { explain } from '../../cli/explain/explain';
import { warnings } from '../../cli/explain/warnings';
import minuteAverages from '../../jobs/minute-averages';
import { millrace } from './command';

it('says when windows fire, what is malformed or late, and that repeats are not looked for', () => {
  const text = explain(minuteAverages);
  expect(text).toContain(
    'the greatest event_time of each shard less 5 s, and of these the least; a shard that is idle for 30 s',
  );
  expect(text).toContain('event_time more than 1 min after its arrival is malformed');
  expect(text).toContain('record id: none, so a record that a producer sends twice counts twice');
  expect(text).toContain('tumble 1 min over event_time: late rows go to metrics_late');
  expect(text).toContain('metrics_malformed: records that are no rows');
});

it('says what state a record id costs', () => {
  const orders = source('orders', { id: t.string, at: t.timestamp })
    .watermark('at', seconds(60))
    .recordId('id', { within: minutes(9) });
  const totals = sink('totals', { id: t.string, n: t.bigint }, { primaryKey: ['id'] });
  const byId = orders.groupBy('id').select((o) => ({ id: o.id, n: count() }));
  const text = explain(job('totalling', { lane: 'scenic' }, [byId.insertInto(totals)]));
  // Each id is held for 9 + 1 minutes: 600,000 of them, at 2 × 36 + 24 bytes.
  expect(text).toContain(
    'each id for 10 min, at twice its length + 24 bytes; 36-byte ids at 1,000 a second: 600,000 ids, 57.6 MB',
  );
  expect(text).toContain('totals: updates by id');
  expect(text).toContain('an idle shard holds it back');
});

describe('operators', () => {
  const line = Number(/explain\.test\.ts:(\d+)/.exec(new Error().stack ?? '')?.[1]);
  const orders = source('orders', { id: t.bigint, shop: t.string, value: t.double, at: t.timestamp }) //
    .watermark('at', seconds(5));
  const payments = source('payments', { id: t.bigint, paid: t.double });
  const totals = orders.groupBy('shop').select((o) => ({ shop: o.shop, total: sum(o.value) }));
  const joined = orders.join(payments, { on: ['id'] }).select((o, p) => ({ id: o.id, paid: p.paid }));
  const inserts = [
    totals.insertInto(sink('totals', { shop: t.string, total: t.double }, { primaryKey: ['shop'] })),
    totals
      .topN(3, { orderBy: desc('total'), rank: 'place' })
      .insertInto(sink('best', { shop: t.string, total: t.double, place: t.bigint }, { primaryKey: ['place'] })),
    totals.insertInto(sink('by_total', { shop: t.string, total: t.double }, { primaryKey: ['total'] }), {
      upsertMaterialize: true,
    }),
    joined.insertInto(sink('joined', { id: t.bigint, paid: t.double })),
  ];
  const at = (n: number) => `test/cli/explain.test.ts:${line + n}`;
  const text = explain(job('a', { lane: 'fast' }, inserts));
  const never = 'freed: never: it is kept for ever, since the job has no stateTtl';

  it('are a tree from each sink to the sources, with their lines, changelog modes and state', () => {
    expect(text).toContain(`
  Sink totals [update] ${at(7)} insertInto
  +- GroupAggregate by shop (1) [update] ${at(4)} select
     |  state: per shop: the aggregates
     |  ${never}
     +- TableSourceScan orders (2) [append] ${at(1)} source
  Sink best [update] ${at(10)} insertInto
  +- Rank first 3 by total DESC [update] ${at(9)} topN
     |  state: every row
     |  ${never}
     +- GroupAggregate by shop (1): the one above
  Sink by_total [update] ${at(11)} insertInto
  |  state: SinkUpsertMaterializer, per total: every row, since changes are known by shop
  |  ${never}
  +- GroupAggregate by shop (1): the one above
  Sink joined [append] ${at(14)} insertInto
  +- Join inner [append] ${at(5)} join
     |  state: every row of both sides
     |  ${never}
     :- TableSourceScan orders (2): the one above
     +- TableSourceScan payments [append] ${at(3)} source
`);
  });

  it('have their event time, and lose it somewhere', () => {
    expect(text).toContain(`totals: orders.at less 5 s (${at(1)} source) → lost (${at(4)} select)\n`);
    expect(text).toContain(`] and [no event time (${at(3)} source)] → lost (${at(5)} join)\n`);
    expect(explain(minuteAverages)).toContain('→ window_time (jobs/minute-averages.ts:5 tumble) → lost (');
  });

  it('that keep state for ever are warned of, unless the job has a state TTL', () => {
    expect(warnings(job('a', { lane: 'fast' }, inserts)).map((w) => w.split(';')[0])).toEqual([
      `${at(4)} select: GroupAggregate keeps for ever, per shop: the aggregates`,
      `${at(9)} topN: Rank keeps for ever, every row`,
      `${at(5)} join: Join keeps for ever, every row of both sides`,
      `${at(11)} insertInto: SinkUpsertMaterializer keeps for ever, every row of by_total`,
    ]);
    const bounded = job('a', { lane: 'fast', stateTtl: days(7) }, inserts);
    expect(warnings(bounded)).toEqual([]);
    expect(explain(bounded)).toContain('freed: when it has not been written for 7 d');
    expect(explain(bounded)).toContain('table.exec.state.ttl = 7 d: ');
    expect(warnings(minuteAverages)).toEqual([]);
  });

  it('of windows free their state, and settings say why they are there', () => {
    const text = explain(minuteAverages);
    expect(text).toContain(
      'state: per metric_name and open window: the aggregates\n     |  freed: when the watermark passes',
    );
    expect(text).toMatch(/pipeline.max-parallelism = 128: pinned/);
    expect(text).not.toContain('warnings');
    const unexplained = text
      .split('\nsettings\n')[1]
      ?.split('\n')
      .filter((l) => l !== '' && !/ = .*: /.test(l));
    expect(unexplained).toEqual([]);
  });
});

describe('with --flink', () => {
  it("adds Flink's own plan", async () => {
    const { code, stdout } = await millrace('explain', 'minute-averages', '--flink');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^operators[\s\S]*== Optimized Execution Plan ==[\s\S]*GlobalWindowAggregate/m);
  });

  it('says what is missing without Java', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      const { code, stderr } = await millrace('explain', 'minute-averages', '--flink');
      expect(code).toBe(1);
      expect(stderr).toContain('MISSING_TOOL');
      expect(stderr).toContain('there is no java on the PATH');
    } finally {
      process.env.PATH = path;
    }
  });
});
