/** Flink's compiled plan (StatementSet.compilePlan): a graph of nodes whose ids decide where saved state goes. */
import { MillraceError } from '../../runtime/errors';

export interface PlanNode {
  readonly id: number;
  /** Such as `stream-exec-calc_1`. */
  readonly type: string;
  readonly description: string;
  readonly outputType: unknown;
  readonly [property: string]: unknown;
}

export interface PlanGraph {
  readonly flinkVersion: string;
  /** Inputs before those who read them. */
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly { readonly source: number; readonly target: number }[];
}

/** @throws MillraceError BRIDGE_FAILED if it has another form than Flink 1.20's. */
export function parsePlan(text: string): PlanGraph {
  const plan = JSON.parse(text) as PlanGraph;
  if (!Array.isArray(plan.nodes) || !Array.isArray(plan.edges)) throw unknownForm();
  return plan;
}

/**
 * The plan with other node ids, everything else as Flink wrote it to the byte: read and written by JavaScript, 1.0 and
 * -0.0 would become other literals.
 */
export function renumber(text: string, ids: ReadonlyMap<number, number>): string {
  const { nodes, edges } = parsePlan(text);
  let replaced = 0;
  // Only a node's or an edge's own properties are indented by four, and no JSON string has a line break.
  const renumbered = text.replace(/^( {4}"(?:id|source|target)" : )(\d+)(?=,?$)/gm, (_, key: string, id: string) => {
    replaced++;
    return `${key}${ids.get(Number(id)) ?? id}`;
  });
  if (replaced !== nodes.length + 2 * edges.length) throw unknownForm();
  return renumbered;
}

const unknownForm = () => new MillraceError('BRIDGE_FAILED', "the compiled plan has another form than Flink 1.20's");
