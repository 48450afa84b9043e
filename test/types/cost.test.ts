/** A job is checked while it is typed: instantiations, the same on every machine, stand for the time that takes. */
import { costs, jobFiles } from '../../bench/types';

const MOST_INSTANTIATIONS = 25_000;

test.each(costs(jobFiles()))('$file is checked at little cost', ({ instantiations, messages }) => {
  expect(messages).toEqual([]);
  expect(instantiations).toBeGreaterThan(0);
  expect(instantiations).toBeLessThan(MOST_INSTANTIATIONS);
});
