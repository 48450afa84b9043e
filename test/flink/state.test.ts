/** Flink's plans say which operators keep state that nothing but a TTL frees: `explain` says it of the same ones. */
import { script } from 'millrace';
import { explain } from '../../cli/explain/explain';
import { explained, nodesOf } from '../../cli/explain/operators';
import { NEVER } from '../../runtime/operators/operator';
import { JOBS } from '../sql/jobs';
import { useFlink } from './oracle';
import { standIns } from './stand-ins';

const flink = useFlink();

/** What Flink plans for our operators; a rank that is 1 is a deduplication where it goes by time. */
const PLANNED: Readonly<Record<string, string>> = {
  GroupAggregate: 'group-aggregate',
  Rank: 'rank',
  Deduplicate: 'rank',
  Join: 'join',
  Limit: 'limit',
};
/** State that a TTL does not free, or not by name; of a set operation Flink makes several others. */
const UNNAMED = new Set(['TemporalJoin', 'Match', 'SetOp']);

it.each(Object.entries(JOBS))('%s', async (_, job) => {
  const plan = JSON.parse(await flink().compile(script(job), standIns(job))) as {
    readonly nodes: readonly { readonly type: string; readonly state?: unknown }[];
  };
  const planned = plan.nodes
    .filter(({ state }) => state !== undefined)
    .map(({ type }) => type.replace(/^stream-exec-(.*)_\d+$/, '$1').replace('deduplicate', 'rank'));
  const kept = nodesOf(job).filter((node) => {
    const { state, freed } = explained(node);
    return state !== undefined && (freed === undefined || freed === NEVER);
  });
  const said = [
    ...kept.filter(({ operator }) => !UNNAMED.has(operator.name)).map(({ operator }) => PLANNED[operator.name]),
    ...job.inserts.filter((insert) => insert.upsertMaterialize).map(() => 'sink'),
  ];
  if (kept.some(({ operator }) => operator.name === 'SetOp')) expect(planned).toEqual(expect.arrayContaining(said));
  else expect(planned.sort()).toEqual(said.sort());
  expect(explain(job)).not.toContain('undefined');
});
