/** The planner of Flink 2.2, where jobs will move one day, on every script that 1.20 plans. */
import { script } from 'millrace';
import { JOBS } from '../sql/jobs';
import { planOn22, type Verdict } from './plans-2.2/planner';

let verdicts: ReadonlyMap<string, Verdict>;

beforeAll(async () => {
  const scripts = Object.fromEntries(Object.entries(JOBS).map(([name, job]) => [name, script(job)]));
  const unplannable = (scripts.updates as string).replace('PRIMARY KEY (`shop`)', 'PRIMARY KEY (`nowhere`)');
  verdicts = new Map((await planOn22({ ...scripts, unplannable })).map((verdict) => [verdict.name, verdict]));
}, 600_000);

it.each(Object.entries(JOBS))('%s: planned, with one scan of each table', (name, job) => {
  const { flink, explain = '', error } = verdicts.get(name) as Verdict;
  expect({ flink, error }).toEqual({ flink: '2.2.0' });
  const execution = explain.slice(explain.indexOf('== Optimized Execution Plan =='));
  expect(execution.match(/TableSourceScan/g)).toHaveLength(job.sources.length);
});

it('says what is wrong with a script that it does not plan', () => {
  expect(verdicts.get('unplannable')).toMatchObject({ ok: false, error: expect.stringContaining('nowhere') });
});
