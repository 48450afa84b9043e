/** Nexmark's queries in the language and as published, over the same events on the same Flink. */
import { useFlink } from '../flink/oracle';
import { QUERIES } from './jobs';
import { difference, Events, runJob, runPublished } from './on-flink';

/** Queries whose earlier rows may change; all others only append. */
const UPDATING = ['q4', 'q9', 'q15', 'q16', 'q17', 'q18', 'q19'];

let events: Events;
beforeAll(async () => {
  events = await Events.write({ seed: 2026, events: 20_000 });
});
afterAll(() => events?.remove());
const flink = useFlink();

it.each(Object.entries(QUERIES))('%s', async (name, job) => {
  const ours = await runJob(flink(), job, events);
  const theirs = await runPublished(flink(), job, events);
  expect(ours.rows.length).toBeGreaterThan(0);
  expect(difference(ours.rows, theirs.rows)).toEqual([]);
  expect(ours.retracted > 0).toBe(UPDATING.includes(name));
});
