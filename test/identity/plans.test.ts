/** Which operators of one plan are which of another, on plans that Flink compiles for Kinesis and S3. */
import {
  avg,
  type Duration,
  filesystem,
  hours,
  type Job,
  job,
  kinesis,
  max,
  minutes,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';
import { type Build, build } from '../../cli/build/build';
import type { Manifest } from '../../cli/build/manifest';
import { renumber } from '../../cli/build/plan';
import { verdict } from '../../cli/build/verdict';
import { environment, type PropertyGroup } from '../../runtime/connectors/environment';
import { JOBS } from '../sql/jobs';
import { Flink } from './flink';

let flink: Flink;
beforeAll(async () => {
  flink = await Flink.start();
});
afterAll(() => flink.stop());

const SECRET = 'sesame-open-9';

/** Endpoints that nobody can reach, and that must not be needed. */
function properties(job: Job): PropertyGroup[] {
  const stream = kinesis({
    stream: `${SECRET}-stream`,
    region: 'us-east-1',
    endpoint: 'https://127.0.0.1:1',
    credentials: { accessKeyId: SECRET, secretAccessKey: SECRET },
    enhancedFanOut: { consumer: SECRET },
  });
  const files = (table: string) => filesystem({ path: `s3://${SECRET}/${table}/`, format: 'json' });
  let bindings = environment('test').bindSideOutputs(files);
  for (const node of job.sources) bindings = bindings.bind({ node }, stream);
  for (const node of job.lookups) bindings = bindings.bind({ node }, files(node.table));
  for (const sink of job.sinks) bindings = bindings.bind(sink, files(sink.table));
  return bindings.propertyGroups(job);
}

const built = (job: Job, against?: Manifest, groups = properties(job)): Promise<Build> =>
  build(job, groups, against, flink.compile);

/** What an upgrade does to what is neither source nor sink, a line an operator. */
const verdicts = (deployed: Manifest, to: Build): string[] =>
  verdict(deployed, to)
    .operators.filter(({ path }) => path.includes('/'))
    .map((o) => `${o.verdict} ${o.what}`);

async function upgrade(from: Job, to: Job, groups = properties(to)): Promise<string[]> {
  const { manifest } = await built(from);
  return verdicts(manifest, await built(to, manifest, groups));
}

const regular = { lane: 'regular' } as const;
const orders = source('orders', {
  shop: t.string,
  value: t.double,
  at: t.timestamp,
}).watermark('at', seconds(5));
type Orders = Pick<typeof orders, 'tumble'>;

const result = { shop: t.string, total: t.double };
const [left, right] = [sink('left', result), sink('right', result)];
const totals = (table: Orders, to = left) =>
  table
    .tumble('at', { size: minutes(1) })
    .groupBy('shop')
    .select((o) => ({ shop: o.shop, total: sum(o.value) }))
    .insertInto(to);
const above = (limit: number) => orders.where((o) => o.value.gt(limit));
const SUM = 'SUM(value) per shop, TUMBLE size 1 min';

describe('a plan', () => {
  // Of updates a file sink wants nothing to know.
  const jobs = Object.values(JOBS).filter(({ sinks }) => sinks.every(({ primaryKey }) => primaryKey.length === 0));

  it.each(jobs.map((job) => [job.name, job] as const))(
    'of %s is stable to the byte, with nothing of its bindings',
    async (_, job) => {
      const first = await built(job);
      const again = await built(job);
      const next = await built(job, first.manifest);
      expect(again).toEqual(first);
      expect([next.plan, next.manifest]).toEqual([first.plan, first.manifest]);
      expect(first.plan).not.toContain(SECRET);
      expect(JSON.stringify(first.manifest)).not.toContain(SECRET);
      expect(first.plan).not.toContain('connector');
    },
  );

  it('gets new numbers in its nodes and edges, and no others', () => {
    const text = (id: number) => `{
  "nodes" : [ {
    "id" : ${id},
    "type" : "stream-exec-calc_1",
    "window" : {
      "id" : 1,
      "offset" : 1.0
    },
    "description" : "\\n    \\"id\\" : 1,"
  } ],
  "edges" : [ {
    "source" : ${id},
    "target" : ${id},
    "shuffleMode" : "PIPELINED"
  } ]
}`;
    expect(renumber(text(1), new Map([[1, 42]]))).toBe(text(42));
    expect(() => renumber(text(1).replace('    "id" : 1,\n    "type"', '"id":1,"type"'), new Map())).toThrow(
      'another form',
    );
  });
});

describe('an operator with state', () => {
  it('is found again when filters, names and the order of inserts change', async () => {
    const from = job('a', regular, [totals(orders), totals(above(1), right)]);
    const renamed = orders
      .where((o) => o.value.gt(7))
      .select((o) => ({ name: o.shop, v: o.value, time: o.at }))
      .tumble('time', { size: minutes(1) })
      .groupBy('name')
      .select((o) => ({ shop: o.name, total: sum(o.v) }))
      .insertInto(right);
    const to = job('a', regular, [renamed, totals(above(0))]);
    expect((await upgrade(from, to)).map((line) => line.split(' ')[0])).toEqual(['kept', 'kept']);
  });

  type Windowed = (
    table: Pick<typeof orders, 'hop' | 'cumulate' | 'session'>,
    length: Duration,
  ) => ReturnType<typeof orders.hop>;
  const WINDOWS: Record<string, Windowed> = {
    HOP: (table, size) => table.hop('at', { slide: seconds(10), size }),
    CUMULATE: (table, size) => table.cumulate('at', { step: seconds(10), size }),
    SESSION: (table, gap) => table.session('at', { gap, partitionBy: ['shop'] }),
  };
  it.each(Object.entries(WINDOWS))(
    'with %s is found again wherever its columns are, and lost with its lengths',
    async (_, windowed) => {
      const counts = (table: Parameters<Windowed>[0], length: Duration) =>
        job('a', regular, [
          windowed(table, length)
            .groupBy('shop')
            .select((o) => ({ shop: o.shop, total: sum(o.value) }))
            .insertInto(left),
        ]);
      const moved = orders.where((o) => o.value.gt(0)).select((o) => ({ at: o.at, value: o.value, shop: o.shop }));
      const words = async (to: Job) =>
        (await upgrade(counts(orders, minutes(1)), to)).map((line) => line.split(' ')[0]);
      expect(await words(counts(moved, minutes(1)))).toEqual(['kept']);
      expect(await words(counts(orders, minutes(2)))).toEqual(['lost', 'new']);
    },
  );

  it('goes with the rows it reads where equal ones change places', async () => {
    const from = await built(job('a', regular, [totals(above(1), left), totals(above(2), right)]));
    const to = await built(job('a', regular, [totals(above(2), left), totals(above(1), right)]), from.manifest);
    const idOf = ({ manifest }: Build, to: string) =>
      manifest.operators.find(({ what, sinks }) => what === SUM && sinks.includes(to))?.id;
    expect(idOf(to, 'right')).toBe(idOf(from, 'left'));
    expect(idOf(to, 'left')).toBe(idOf(from, 'right'));
    expect(idOf(from, 'left')).not.toBe(idOf(from, 'right'));
  });

  it('is no other one whose rows end elsewhere', async () => {
    const from = job('a', regular, [totals(above(1), left)]);
    expect(await upgrade(from, job('a', regular, [totals(above(2), right)]))).toEqual([`lost ${SUM}`, `new ${SUM}`]);
  });

  it('is given up, and said to be, where nothing tells it from another', async () => {
    const from = await built(job('a', regular, [totals(above(1)), totals(above(2))]));
    const same = await built(job('a', regular, [totals(above(1)), totals(above(2))]), from.manifest);
    expect(verdict(from.manifest, same).operators.every((o) => o.verdict === 'kept')).toBe(true);
    const to = await built(job('a', regular, [totals(above(3)), totals(above(4))]), from.manifest);
    const lost = verdict(from.manifest, to).operators.filter((o) => o.verdict === 'lost' && o.path.includes('/'));
    expect(lost.map(({ what }) => what)).toEqual([SUM, SUM]);
    for (const { consequence } of lost) expect(consequence).toContain('nothing tells them apart');
    // One that is recognised leaves the other as the only choice.
    const one = await built(job('a', regular, [totals(above(1)), totals(above(4))]), from.manifest);
    expect(verdict(from.manifest, one).operators.every((o) => o.verdict === 'kept')).toBe(true);
  });

  it('of a cascade depends on what it reads, not on what is beside that', async () => {
    const cascade = (size: Duration) =>
      job('a', regular, [
        orders
          .tumble('at', { size })
          .groupBy('shop')
          .select((o) => ({ shop: o.shop, at: o.window_time, value: avg(o.value) }))
          .tumble('at', { size: hours(1) })
          .groupBy('shop')
          .select((o) => ({ shop: o.shop, total: max(o.value) }))
          .insertInto(left),
      ]);
    const [from, wider] = [cascade(minutes(1)), cascade(minutes(2))];
    const best = 'MAX(value) per shop, TUMBLE size 1 h';
    const { manifest } = await built(from);
    const busy = (sql: string) => sql.replace(/(GROUP BY .*`window_time`);/, '$1\nHAVING COUNT(*) > 1;');
    const compile: typeof flink.compile = (sql, groups) => flink.compile(busy(sql), groups);
    expect(verdicts(manifest, await build(from, properties(from), manifest, compile))).toEqual([
      `kept ${best}`,
      'lost AVG(value) per shop, TUMBLE size 1 min',
      'new AVG(value), COUNT(*) per shop, TUMBLE size 1 min',
    ]);
    expect(await upgrade(from, wider)).toEqual([
      'lost AVG(value) per shop, TUMBLE size 1 min',
      `lost ${best}`,
      'new AVG(value) per shop, TUMBLE size 2 min',
      `new ${best}`,
    ]);
  });

  it('is another one with other keys, types, or phases of aggregation', async () => {
    const from = job('a', regular, [totals(orders)]);
    const nullable = source('orders', { shop: t.string.nullable(), value: t.double, at: t.timestamp }).watermark(
      'at',
      seconds(5),
    );
    const key = nullable
      .tumble('at', { size: minutes(1) })
      .groupBy('shop')
      .select((o) => ({ shop: o.shop, total: sum(o.value) }))
      .insertInto(sink('left', { shop: t.string.nullable(), total: t.double }));
    const all = orders
      .tumble('at', { size: minutes(1) })
      .groupBy()
      .select((o) => ({ total: sum(o.value) }))
      .insertInto(sink('left', { total: t.double }));
    const words = async (to: Job, groups?: PropertyGroup[]) =>
      (await upgrade(from, to, groups)).map((line) => line.split(' ')[0]);
    expect(await words(job('a', regular, [key]))).toEqual(['lost', 'new']);
    expect(await words(job('a', regular, [all]))).toEqual(['lost', 'new']);
    const onePhase = {
      PropertyGroupId: 'millrace.settings',
      PropertyMap: { 'table.optimizer.agg-phase-strategy': 'ONE_PHASE' },
    };
    expect(await words(from, [...properties(from), onePhase])).toEqual(['lost', 'new']);
  });

  it('of a table is another one behind another connector', async () => {
    const from = job('a', regular, [totals(orders)]);
    const { manifest } = await built(from);
    const elsewhere = properties(from).map((group) =>
      group.PropertyGroupId === 'table.orders' ? { ...group, PropertyMap: { connector: 'datagen' } } : group,
    );
    const { operators, allowNonRestoredState } = verdict(manifest, await built(from, manifest, elsewhere));
    expect(operators.filter((o) => o.verdict !== 'kept').map(({ verdict, what }) => `${verdict} ${what}`)).toEqual([
      'lost source orders (millrace-kinesis)',
      'new source orders (datagen)',
    ]);
    expect(allowNonRestoredState).toBe(true);
  });
});
