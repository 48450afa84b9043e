/** What the local runtime cannot run yet it refuses by its name, with the cure. */
import type { Job } from '../../runtime/job';
import { JOBS } from '../sql/joins';
import { run } from './run';

it.each([
  ['joins-inner', 'Join'],
  ['joins-semi', 'Join'],
  ['joins-interval', 'IntervalJoin'],
  ['joins-temporal', 'TemporalJoin'],
  ['joins-lookup', 'LookupJoin'],
  ['joins-window', 'WindowJoin'],
  ['unnest', 'Correlate'],
] as const)('%s: %s', (name, operator) => {
  expect(() => run(JOBS[name] as Job, [])).toThrow(
    new RegExp(`^the local runtime cannot run ${operator} \\(test/sql/joins.ts:\\d+ \\w+\\) yet\\n.*--engine flink`),
  );
});
