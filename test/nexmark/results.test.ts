/** Nexmark's queries in the language and as published, over the same events on the same Flink. */
import q0 from '../../jobs/nexmark/q0';
import q2 from '../../jobs/nexmark/q2';
import q11 from '../../jobs/nexmark/q11';
import { useFlink } from '../flink/oracle';
import { Events, runJob, runPublished } from './on-flink';

const JOBS = { q0, q2, q11 };

let events: Events;
beforeAll(async () => {
  events = await Events.write({ seed: 2026, events: 20_000 });
});
afterAll(() => events?.remove());
const flink = useFlink();

it.each(Object.entries(JOBS))('%s', async (_, job) => {
  const ours = await runJob(flink(), job, events);
  const theirs = await runPublished(flink(), job, events);
  expect(ours.rows.length).toBeGreaterThan(0);
  expect(ours.rows).toEqual(theirs.rows);
});
