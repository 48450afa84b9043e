/** A job's operators as trees from each sink back to the sources: where they are written and what they keep. */
import type { Job } from '../../runtime/job';
import type { Explained, PlanNode } from '../../runtime/operators/operator';

/** What an operator says of itself. */
export function explained(node: PlanNode): Explained {
  const { explain } = node.operator as unknown as { explain?(node: PlanNode): Explained };
  return explain?.(node) ?? {};
}

/** State that nothing frees: it grows as long as there are new keys or rows. */
export const isUnbounded = (node: PlanNode): boolean => {
  const { state, freed } = explained(node);
  return state !== undefined && freed === undefined;
};

/** `jobs/averages.ts:14 select` */
export const place = ({ at, call }: { readonly at?: string; readonly call?: string }): string =>
  at ? `${at} ${call}`.trimEnd() : 'unknown place';

/** Of a join the line of its join, not of the select that ends it. */
export const placeOfNode = (node: PlanNode): string => place(node.written?.from ?? node);

/** When state without bounds of its own is freed. */
export const freedBy = ({ stateTtl }: Job): string =>
  stateTtl === undefined
    ? 'never: it is kept for ever, since the job has no stateTtl'
    : `when it has not been written for ${stateTtl} (stateTtl)`;

export function trees(job: Job): string[] {
  const numbers = sharedNumbers(job);
  const shown = new Set<PlanNode>();
  const draw = (node: PlanNode, first: string, rest: string): string[] => {
    const { does, state, freed } = explained(node);
    const number = numbers.get(node);
    const label = number === undefined ? '' : ` (${number})`;
    const head = `${node.operator.name}${does ? ` ${does}` : ''}`;
    if (shown.has(node)) return [`${first}${head}${label}: the one above`];
    shown.add(node);
    const [last] = node.inputs.slice(-1);
    const under = node.inputs.length > 0 ? `${rest}|  ` : `${rest}   `;
    return [
      `${first}${head}${label} [${node.mode}] ${placeOfNode(node)}`,
      ...(state === undefined ? [] : [`${under}state: ${state}`, `${under}freed: ${freed ?? freedBy(job)}`]),
      ...node.inputs.flatMap((input) =>
        draw(input, `${rest}${input === last ? '+- ' : ':- '}`, `${rest}${input === last ? '   ' : ':  '}`),
      ),
    ];
  };
  return job.inserts.flatMap((insert) => {
    const { input, sink, upsertMaterialize } = insert;
    return [
      `  Sink ${sink.table} [${input.mode}] ${place(insert)}`,
      // Updates of one row that come by other keys than the sink's may overtake each other, and are sorted out.
      ...(upsertMaterialize
        ? [
            `  |  state: SinkUpsertMaterializer, per ${sink.primaryKey.join(', ')}: every row, since changes are known by ${keys(input)}`,
            `  |  freed: ${freedBy(job)}`,
          ]
        : []),
      ...draw(input, '  +- ', '     '),
    ];
  });
}

const keys = ({ upsertKeys = [] }: PlanNode): string =>
  upsertKeys.length === 0 ? 'no key' : upsertKeys.map((key) => key.join(', ') || 'the whole table').join(' or ');

/** Numbers of the relations that more than one other reads, in the order in which they are met. */
function sharedNumbers(job: Job): Map<PlanNode, number> {
  const readers = new Map<PlanNode, number>();
  const visit = (node: PlanNode): void => {
    readers.set(node, (readers.get(node) ?? 0) + 1);
    if (readers.get(node) === 1) for (const input of node.inputs) visit(input);
  };
  for (const { input } of job.inserts) visit(input);
  return new Map([...readers].filter(([, n]) => n > 1).map(([node], i) => [node, i + 1]));
}

/** Every operator of a job once, inputs first. */
export function nodesOf(job: Job): PlanNode[] {
  const nodes = new Set<PlanNode>();
  const visit = (node: PlanNode): void => {
    if (nodes.has(node)) return;
    for (const input of node.inputs) visit(input);
    nodes.add(node);
  };
  for (const { input } of job.inserts) visit(input);
  return [...nodes];
}
