/** The laws hold of every job here that the local engine runs, and find what is planted. */
import fc from 'fast-check';
import {
  aggregateFunction,
  firstValue,
  type Job,
  job,
  MillraceError,
  minutes,
  seconds,
  sink,
  source,
  sum,
  t,
} from 'millrace';
import { LocalJob } from 'millrace/engine';
import {
  batchInvariance,
  type LawOptions,
  monotonicWatermarks,
  orderInvariance,
  restoreInvariance,
  streamEqualsBatch,
  windowPartition,
} from 'millrace/testing';
import { Slices } from '../../runtime/engine/slices';
import { SourceInput } from '../../runtime/engine/source-input';
import { JOBS as SINGLE } from '../sql/jobs';
import { JOBS as JOINS } from '../sql/joins';
import { JOBS as RELATIONS } from '../sql/relations';

const all: Record<string, Job> = { ...SINGLE, ...JOINS, ...RELATIONS };
const isLocal = (one: Job): boolean => {
  try {
    new LocalJob(one, { rows() {} });
    return true;
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'NOT_LOCAL') return false;
    throw error;
  }
};
const local = Object.entries(all).filter(([, one]) => isLocal(one));
const options = (one: Job): LawOptions => ({
  maxLength: 12,
  setUp: (simulation) => {
    for (const { table } of one.lookups) simulation.lookup(table, []);
  },
});

it('has jobs', () => {
  expect(local.length).toBeGreaterThan(20);
});

describe.each(local)('%s', (_, one) => {
  const runs = { numRuns: 15 };
  it('does not depend on batches', () => fc.assert(batchInvariance(one, options(one)), runs));
  it('goes on from a snapshot', () => fc.assert(restoreInvariance(one, options(one)), runs));
  it('has windows that part its rows', () => fc.assert(windowPartition(one, options(one)), runs));
  it('never turns event time back', () => fc.assert(monotonicWatermarks(one, options(one)), runs));
});

describe('a planted bug', () => {
  const rows = source('rows', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(5));
  const others = source('others', { k: t.string, v: t.int, at: t.timestamp }).watermark('at', seconds(5));
  const sums = sink('sums', { k: t.string, v: t.int });
  const firsts = sink('firsts', { v: t.int, window_end: t.timestamp });
  const minute = rows.tumble('at', { size: minutes(1) });
  const jobOf = (name: string, insert: ReturnType<typeof sound>) => job(name, { lane: 'regular' }, [insert]);
  const sound = () =>
    minute
      .groupBy('k')
      .select((r) => ({ k: r.k, v: sum(r.v) }))
      .insertInto(sums);
  const few = {
    columns: { rows: { v: fc.integer({ min: 0, max: 9 }) }, others: { v: fc.integer({ min: 0, max: 9 }) } },
  };

  /** What the law says of its smallest counterexample. */
  const broken = (law: unknown): string => {
    const { failed, errorInstance } = fc.check(law as fc.IProperty<unknown>, { numRuns: 1000 });
    return failed ? (errorInstance as Error).message : 'it holds';
  };

  it('is not found where there is none', () => {
    const one = jobOf('sound', sound());
    for (const law of [batchInvariance, orderInvariance, restoreInvariance, streamEqualsBatch, windowPartition])
      fc.assert(law(one, few) as fc.IRawProperty<unknown>, { numRuns: 100 });
  });

  it('of state beside the job is found by restoring it', () => {
    const beside = new WeakMap<object, number>();
    const numbered = aggregateFunction({
      ...{ name: 'numbered', class: 'com.example.Numbered', args: [t.int], returns: t.int },
      local: {
        create: () => ({}),
        accumulate: (state: object) => {
          beside.set(state, (beside.get(state) ?? 0) + 1);
          return state;
        },
        merge: (state) => state,
        value: (state) => beside.get(state) ?? 0,
      },
    });
    const one = jobOf(
      'beside',
      minute
        .groupBy('k')
        .select((r) => ({ k: r.k, v: numbered(r.v) }))
        .insertInto(sums),
    );
    fc.assert(batchInvariance(one, few));
    expect(broken(restoreInvariance(one, few))).toMatch(
      /^sums differs:\n {2}only without a stop: { k: "", v: 1 }\n {2}only stopped and restored after [\d, ]+ rows: { k: "", v: 0 }$/,
    );
  });

  it('of arrival order is found by another order, and by another way in which sources meet', () => {
    const first = (name: string, table: typeof rows) =>
      jobOf(
        name,
        table
          .tumble('at', { size: minutes(1) })
          .groupBy()
          .select((r) => ({ v: firstValue(r.v), window_end: r.window_end }))
          .insertInto(firsts),
      );
    expect(broken(orderInvariance(first('first', rows), few))).toMatch(
      /^firsts differs:\n {2}only in this order: { v: .*}\n {2}only in the order [\d, ]+: { v: /,
    );
    fc.assert(streamEqualsBatch(first('first', rows), few));
    const both = first('both', rows.unionAll(others) as typeof rows);
    expect(broken(streamEqualsBatch(both, few))).toMatch(
      /^firsts differs:\n {2}only as a stream: .*\n {2}only at once: /,
    );
  });

  it('of rows that depend on their neighbours is found by other batches', () => {
    const push = jest.spyOn(SourceInput.prototype, 'push');
    push.mockImplementation(function (this: SourceInput, batch) {
      this.rows.onBatch({ ...batch, watermarks: new Float64Array(batch.length).fill(this.watermark) });
      const times = batch.columns[2]?.values as Float64Array;
      this.watermark = Math.max(this.watermark, ...times.subarray(0, batch.length)) - 5000;
      this.rows.onWatermark(this.watermark);
    });
    const one = jobOf('neighbours', sound());
    try {
      expect(broken(batchInvariance(one, few))).toMatch(/only row by row: /);
      expect(broken(monotonicWatermarks(one, few))).toMatch(/^after row 2 a watermark went back from \d+ to \d+$/);
    } finally {
      push.mockRestore();
    }
  });

  it('of a window that loses a row is found by what its windows have in all', () => {
    const real = Slices.prototype.at;
    const at = jest.spyOn(Slices.prototype, 'at');
    let calls = 0;
    at.mockImplementation(function (this: Slices, end, watermark) {
      const groups = real.call(this, end, watermark);
      return ++calls % 7 === 0 ? structuredClone(groups) : groups;
    });
    try {
      expect(broken(windowPartition(jobOf('loses', sound()), few))).toMatch(
        /^tumble 1 min \(test\/testing\/laws.test.ts:\d+ tumble\): \d+ rows? w.* on time, and its windows have \d+ in all/,
      );
    } finally {
      at.mockRestore();
    }
  });
});
