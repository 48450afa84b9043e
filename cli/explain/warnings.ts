/** What a person should know before a job runs for months. */
import type { Job } from '../../runtime/job';
import { explained, isUnbounded, nodesOf, place, placeOfNode } from './operators';

/** State that grows without bounds, an operator a line. */
export function warnings(job: Job): string[] {
  if (job.stateTtl !== undefined) return [];
  return [
    ...nodesOf(job)
      .filter(isUnbounded)
      .map((node) => `${placeOfNode(node)}: ${node.operator.name} keeps for ever, ${explained(node).state}`),
    ...job.inserts
      .filter(({ upsertMaterialize }) => upsertMaterialize)
      .map((insert) => `${place(insert)}: SinkUpsertMaterializer keeps for ever, every row of ${insert.sink.table}`),
  ].map(
    (line) =>
      `${line}; give the job a stateTtl, or bound it in time: by a window, an interval join, or what a pattern is within`,
  );
}
