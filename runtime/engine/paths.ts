/** Names for what keeps state, which stay the same as long as the operators with state do: `averages/GroupWindowAggregate`. */
import type { Job } from '../job';
import type { PlanNode } from '../operators/operator';

/**
 * The relations of a job that are not fused into what reads them, by the way to them from the table that they are written
 * to. Filters and projections are not part of it.
 */
export function pathsOf({ inserts, sideOutputs }: Job): ReadonlyMap<PlanNode, string> {
  const paths = new Map<PlanNode, string>();
  const visit = (node: PlanNode, from: string): void => {
    const path = node.operator.fuse ? from : `${from}/${node.operator.name}`;
    if (!node.operator.fuse) {
      if (paths.has(node)) return;
      paths.set(node, path);
    }
    node.inputs.forEach((input, i) => {
      visit(input, node.inputs.length > 1 ? `${path}[${i}]` : path);
    });
  };
  for (const [i, name] of insertNames(inserts.map(({ sink }) => sink.table)).entries())
    visit((inserts[i] as Job['inserts'][number]).input, name);
  for (const { table, node } of sideOutputs) visit(node, table);
  return paths;
}

/** `averages`, and of the second insert into it `averages#2`. */
export function insertNames(tables: readonly string[]): string[] {
  return tables.map((table, i) => {
    const n = tables.slice(0, i + 1).filter((other) => other === table).length;
    return n === 1 ? table : `${table}#${n}`;
  });
}
