/** The way of event time through a job: from a source's column to each sink, or to where it is lost. */
import type { Job } from '../../runtime/job';
import { isLookup } from '../../runtime/operators/lookup-table';
import type { PlanNode } from '../../runtime/operators/operator';
import { isSource } from '../../runtime/operators/source';
import { placeOfNode as place } from './operators';

/** Per insert, the time attributes that its rows had on their way. */
export const watermarks = (job: Job): string[] =>
  job.inserts.map(({ input, sink }) => `  ${sink.table}: ${path(input)}`);

const timesOf = ({ schema }: PlanNode): string[] =>
  Object.entries(schema).flatMap(([name, { role }]) => (role === 'rowtime' ? [name] : []));

function path(node: PlanNode): string {
  if (isSource(node)) {
    if (!node.watermark) return `no event time (${place(node)})`;
    const { column, delay } = node.watermark;
    return `${node.table}.${column} less ${delay} (${place(node)})`;
  }
  // A table that rows are looked up in has no time of its own.
  const inputs = node.inputs.filter((input) => !isLookup(input));
  const [first] = inputs as [PlanNode];
  const before = [...new Set(inputs.flatMap(timesOf))];
  const paths = inputs.map(path);
  // An operator of several inputs is as late as the latest of them.
  const way = inputs.length > 1 ? `the least of [${paths.join('] and [')}]` : (paths[0] as string);
  const after = timesOf(node);
  if (before.length === 0) return way;
  if (after.length === 0) return `${way} → lost (${place(node)})`;
  const same = inputs.length === 1 && after.join() === timesOf(first).join();
  return same ? way : `${way} → ${after.join(', ')} (${place(node)})`;
}
