/** The operators of a plan as an upgrade sees them: which keep state, whose it is, and what it means. */
import { type AggCall, Columns, kind, sha256, tableOf, term } from './columns';
import type { PlanGraph, PlanNode } from './plan';

/** One node of a plan. Its id says where Flink looks for its state; all else says which node of another plan it is. */
export interface Operator {
  readonly id: number;
  readonly type: string;
  /** Keeps something in checkpoints and savepoints. */
  readonly stateful: boolean;
  /** The operators with state that its rows have come through, down to the tables. */
  readonly path: string;
  /** SHA-256 of all that decides what its state means. Filters are not among it. */
  readonly signature: string;
  /** SHA-256 of the node and everything upstream of it as Flink planned it. */
  readonly shape: string;
  /** Tables that its rows end in. */
  readonly sinks: readonly string[];
  /** What it is, in words. */
  readonly what: string;
}

/** Kinds of nodes that remember nothing. Of what isn't listed we believe that it does. */
const STATELESS = new Set([
  'calc',
  'correlate',
  'drop-update-before',
  'exchange',
  'expand',
  'local-group-aggregate',
  'local-window-aggregate',
  'lookup-join',
  'mini-batch-assigner',
  'union',
  'values',
  'watermark-assigner',
]);
/** Sinks that neither buffer rows nor remember files. */
const STATELESS_SINKS = new Set(['blackhole', 'print']);

export interface TableBinding {
  readonly connector: string;
  readonly format?: string;
  /** Columns by which a source knows repeats, joined by `;`. */
  readonly recordId?: string;
}

/** @param tables where each table lives: state of one connector means nothing to another. */
export function operators(plan: PlanGraph, tables: Readonly<Record<string, TableBinding>>): Operator[] {
  const columns = new Columns(plan);
  const sinks = sinksReached(plan);
  const paths = new Map<number, readonly string[]>();
  const shapes = new Map<number, string>();
  return plan.nodes.map((node) => {
    const inputs = columns.inputs(node);
    const table = tableOf(node);
    const binding = table === undefined ? undefined : tables[table];
    const stateful = hasState(node, binding);
    const above = [...new Set(inputs.flatMap(({ id }) => paths.get(id) ?? []))].sort();
    const path =
      kind(node) === 'sink' ? `sink ${table}` : [above.join(' + '), table ?? kind(node)].filter(Boolean).join(' / ');
    paths.set(node.id, stateful ? [path] : above);
    const { id, description, ...own } = node;
    const shape = sha256(
      term(
        JSON.stringify(own, unlabelled),
        inputs.map((input) => shapes.get(input.id)),
      ),
    );
    shapes.set(id, shape);
    return {
      id,
      type: node.type,
      stateful,
      path,
      signature: sha256(meaning(node, columns, binding)),
      shape,
      sinks: [...(sinks.get(id) ?? [])].sort(),
      what: words(node, columns, binding),
    };
  });
}

/** The label under which rows are counted follows from the order of a job's inserts, and changes no row. */
const unlabelled = (_key: string, value: { systemName?: string; operands?: unknown[] } | null): unknown =>
  value?.systemName === 'COUNTED' ? { ...value, operands: value.operands?.slice(1) } : value;

function hasState(node: PlanNode, binding: TableBinding | undefined): boolean {
  if (kind(node) === 'window-table-function') {
    return (node.windowing as { window: { type: string } }).window.type === 'SessionWindow';
  }
  if (kind(node) === 'sink')
    return node.requireUpsertMaterialize === true || !STATELESS_SINKS.has(binding?.connector ?? '');
  return !STATELESS.has(kind(node));
}

/** What the state means. The declared columns of a source are not among it: its state is positions. */
function meaning(node: PlanNode, columns: Columns, binding: TableBinding | undefined): string {
  switch (kind(node)) {
    case 'table-source-scan':
      return term(tableOf(node), binding?.connector);
    case 'sink':
      // A file half written in one format cannot be gone on with in another.
      return term(
        tableOf(node),
        binding,
        node.requireUpsertMaterialize === true ? [node.primaryKey, node.inputUpsertKey, columns.descriptor(node)] : [],
      );
  }
  const aggregation = columns.aggregation(node);
  if (!aggregation) return columns.descriptor(node);
  const { keys, origins, window } = aggregation;
  const origin = keys.map((key) => key.origin);
  return term(origin, origins, window, node.needRetraction, node.aggCallNeedRetractions, node.indexOfCountStar);
}

function sinksReached(plan: PlanGraph): Map<number, Set<string>> {
  const reached = new Map(plan.nodes.map((node) => [node.id, new Set<string>()]));
  for (const node of [...plan.nodes].reverse()) {
    const own = reached.get(node.id) as Set<string>;
    if (kind(node) === 'sink') own.add(tableOf(node) ?? node.description);
    for (const edge of plan.edges) {
      if (edge.source === node.id) for (const sink of reached.get(edge.target) ?? []) own.add(sink);
    }
  }
  return reached;
}

function words(node: PlanNode, columns: Columns, binding: TableBinding | undefined): string {
  const table = tableOf(node);
  const where = `${table}${binding ? ` (${binding.connector})` : ''}`;
  if (kind(node) === 'sink') return `sink ${where}`;
  if (table !== undefined) return `source ${where}`;
  const aggregation = columns.aggregation(node);
  if (!aggregation) return node.description.length <= 120 ? node.description : `${node.description.slice(0, 119)}…`;
  const { calls, keys, input } = aggregation;
  const aggregates = calls.map((call) => {
    const args = call.argList.map((i) => input[i]?.name).join(', ') || '*';
    return `${functionName(call)}(${call.distinct ? 'DISTINCT ' : ''}${args})`;
  });
  const by = keys.length === 0 ? '' : ` per ${keys.map(({ name }) => name).join(', ')}`;
  return `${aggregates.join(', ') || 'DISTINCT'}${by}${windowWords(node.windowing as { window: Record<string, string> } | undefined)}`;
}

const functionName = (call: AggCall): string => call.internalName.replace(/^\$|\$\d+$/g, '');

function windowWords(windowing: { window: Record<string, string> } | undefined): string {
  if (!windowing) return ', over all time';
  const { type = '', ...sizes } = windowing.window;
  const name = {
    TumblingWindow: 'TUMBLE',
    HoppingWindow: 'HOP',
    CumulativeWindow: 'CUMULATE',
    SessionWindow: 'SESSION',
  };
  const said = Object.entries(sizes)
    .filter(([, value]) => typeof value === 'string' && value.startsWith('PT'))
    .map(([key, value]) => `${key} ${duration(value)}`);
  return `, ${name[type as keyof typeof name] ?? type} ${said.join(', ')}`;
}

/** `PT1H30M` → `1 h 30 min` */
const duration = (iso: string): string =>
  iso.slice(2).replace(/(\d)H/, '$1 h ').replace(/(\d)M/, '$1 min ').replace(/(\d)S/, '$1 s').trim();
