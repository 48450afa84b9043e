/** What each column of a plan's nodes is made of, down to the tables: by this two plans are compared, not by positions. */
import { createHash } from 'node:crypto';
import type { PlanGraph, PlanNode } from './plan';

export interface Column {
  /** As Flink calls it, for people. */
  readonly name: string;
  /** What it is made of; equal in two plans if and only if it means the same there, whatever filters rows. */
  readonly origin: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Parts made one text, short however deep they are nested. */
export function term(...parts: unknown[]): string {
  const text = JSON.stringify(parts);
  return text.length <= 400 ? text : sha256(text);
}

/** `stream-exec-global-window-aggregate_1` → `global-window-aggregate` */
export const kind = (node: PlanNode): string => node.type.replace(/^stream-exec-/, '').replace(/_\d+$/, '');

/** The table that a source or sink reads or writes; undefined for all others. */
export function tableOf(node: PlanNode): string | undefined {
  const { table } = (node.scanTableSource ?? node.dynamicTableSink ?? {}) as { table?: { identifier?: string } };
  const quoted = table?.identifier?.match(/`((?:[^`]|``)*)`$/)?.[1];
  return quoted?.replaceAll('``', '`');
}

export interface AggCall {
  readonly internalName: string;
  readonly argList: readonly number[];
  readonly filterArg: number;
  readonly distinct: boolean;
  readonly type: unknown;
}

/** An aggregation, in one phase or two: grouping, window and arguments refer to `input`. */
export interface Aggregation {
  readonly input: readonly Column[];
  readonly keys: readonly Column[];
  readonly calls: readonly AggCall[];
  /** What each call computes. */
  readonly origins: readonly string[];
  /** The kind of window, its sizes and the time it goes by; undefined for totals without a window. */
  readonly window: string | undefined;
}

interface Windowing {
  readonly strategy: string;
  readonly window: Readonly<Record<string, unknown>>;
  readonly timeAttributeType: unknown;
  readonly [index: string]: unknown;
}

export class Columns {
  private readonly known = new Map<number, readonly Column[]>();
  private readonly nodes: ReadonlyMap<number, PlanNode>;

  constructor(private readonly plan: PlanGraph) {
    this.nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  }

  inputs(node: PlanNode): PlanNode[] {
    return this.plan.edges
      .filter((edge) => edge.target === node.id)
      .map((edge) => this.nodes.get(edge.source) as PlanNode);
  }

  of(node: PlanNode): readonly Column[] {
    const known = this.known.get(node.id);
    if (known) return known;
    const origins = this.origins(node);
    const columns = fields(node.outputType).map(({ name }, i) => ({ name, origin: origins(i) }));
    this.known.set(node.id, columns);
    return columns;
  }

  private origins(node: PlanNode): (index: number) => string {
    const inputs = this.inputs(node).map((input) => this.of(input));
    const first = inputs[0] ?? [];
    const inherited = (i: number) => first[i]?.origin ?? term('column', i);
    switch (kind(node)) {
      case 'table-source-scan': {
        const types = fields(node.outputType);
        return (i) => term(tableOf(node), types[i]?.name, types[i]?.type);
      }
      case 'calc': {
        const projection = node.projection as unknown[];
        return (i) => expression(projection[i], first);
      }
      case 'watermark-assigner':
      case 'exchange':
      case 'mini-batch-assigner':
      case 'drop-update-before':
        return inherited;
      case 'union':
        return (i) => {
          const all = [...new Set(inputs.map((input) => input[i]?.origin))];
          return all.length === 1 ? inherited(i) : term('union', all);
        };
      case 'window-table-function': {
        const window = windowOf(node, first);
        const bounds = ['start', 'end', 'time'];
        return (i) => (i < first.length ? inherited(i) : term(window, bounds[i - first.length]));
      }
    }
    const aggregation = this.aggregation(node);
    if (!aggregation) {
      const all = this.descriptor(node);
      return (i) => term(all, i);
    }
    const { keys, origins, window } = aggregation;
    const properties = ((node.namedWindowProperties ?? []) as { property: { kind: string } }[]).map((p) => p.property);
    const by = term(keys, window);
    return (i) => {
      if (i < keys.length) return keys[i]?.origin as string;
      if (i < keys.length + origins.length) return term(by, origins[i - keys.length]);
      const property = properties[i - keys.length - origins.length]?.kind ?? i;
      return term(window, { WindowStart: 'start', WindowEnd: 'end', Rowtime: 'time' }[property] ?? property);
    };
  }

  /** What a node is, apart from its place in the plan, for kinds of nodes that are not known more closely. */
  descriptor(node: PlanNode): string {
    const { id, description, inputProperties, configuration, state, outputType, ...own } = node;
    return term(
      own,
      this.inputs(node).map((input) => this.of(input).map(({ origin }) => origin)),
    );
  }

  aggregation(node: PlanNode): Aggregation | undefined {
    if (!Array.isArray(node.aggCalls) || !Array.isArray(node.grouping)) return undefined;
    // The second phase reads what the first has made; what both compute is said in terms of the first one's input.
    const local = kind(node).startsWith('global-') ? this.localPhase(node) : node;
    const [source] = local ? this.inputs(local) : [];
    if (!local || !source) return undefined;
    const input = this.of(source);
    const calls = node.aggCalls as AggCall[];
    return {
      input,
      keys: (local.grouping as number[]).map((i) => input[i] as Column),
      calls,
      origins: calls.map((call) => {
        const { name, argList, filterArg, ...rest } = call as AggCall & { name: string };
        const [args, filter] = [argList, [filterArg]].map((list) => list.map((i) => input[i]?.origin));
        return term(rest, args, filter);
      }),
      window: local.windowing === undefined ? undefined : windowOf(local, input),
    };
  }

  private localPhase(node: PlanNode): PlanNode | undefined {
    const [input] = this.inputs(node);
    if (!input || kind(input).startsWith('local-')) return input;
    return kind(input) === 'exchange' ? this.localPhase(input) : undefined;
  }
}

function windowOf(node: PlanNode, input: readonly Column[]): string {
  const { window, ...windowing } = node.windowing as Windowing;
  const { partition_key_indices: partition = [], ...sizes } = window as { partition_key_indices?: number[] };
  const timeZone = JSON.stringify(windowing.timeAttributeType).includes('LOCAL')
    ? (node.configuration as Record<string, string> | undefined)?.['table.local-time-zone']
    : undefined;
  // Attached: the window was assigned further up, and its bounds have come along as columns.
  const isAssigned = windowing.strategy !== 'TimeAttribute';
  const time = input[(isAssigned ? windowing.windowEnd : windowing.timeAttributeIndex) as number]?.origin;
  const by = partition.map((i) => input[i]?.origin);
  return term(isAssigned ? 'attached' : 'window', sizes, time, by, timeZone);
}

/** An expression's JSON with its inputs' origins in the place of their positions. */
function expression(json: unknown, input: readonly Column[]): string {
  const { kind, inputIndex } = (json ?? {}) as { kind?: string; inputIndex?: number };
  if (kind === 'INPUT_REF') return input[inputIndex as number]?.origin ?? term('column', inputIndex);
  const substituted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(substituted);
    if (typeof value !== 'object' || value === null) return value;
    if ((value as { kind?: string }).kind === 'INPUT_REF') return expression(value, input);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner)]));
  };
  return term(substituted(json));
}

/** Names and types of a row type, which Flink writes as SQL or, where SQL cannot say it, as JSON. */
export function fields(row: unknown): { name: string; type: string }[] {
  if (typeof row !== 'string') {
    const { fields = [] } = (row ?? {}) as { fields?: { name: string; fieldType: unknown }[] };
    return fields.map(({ name, fieldType }) => ({ name, type: typeText(fieldType) }));
  }
  const found: { name: string; type: string }[] = [];
  const inner = row.replace(/^ROW</, '').replace(/>( NOT NULL)?$/, '');
  for (let at = 0; at < inner.length; ) {
    const name = /^`((?:[^`]|``)*)` /.exec(inner.slice(at));
    if (!name) break;
    const from = at + name[0].length;
    let depth = 0;
    for (at = from; at < inner.length && (depth > 0 || inner[at] !== ','); at++) {
      if ('<('.includes(inner[at] as string)) depth++;
      if ('>)'.includes(inner[at] as string)) depth--;
    }
    found.push({ name: (name[1] as string).replaceAll('``', '`'), type: inner.slice(from, at) });
    at += 2;
  }
  return found;
}

/** That a column is a time attribute is no part of its type: its values are the same. */
function typeText(type: unknown): string {
  if (typeof type === 'string') return type;
  const { type: root, precision, nullable } = type as { type: string; precision?: number; nullable?: boolean };
  const sql = { TIMESTAMP_WITHOUT_TIME_ZONE: 'TIMESTAMP', TIMESTAMP_WITH_LOCAL_TIME_ZONE: 'TIMESTAMP_LTZ' }[root];
  return sql ? `${sql}(${precision})${nullable === false ? ' NOT NULL' : ''}` : JSON.stringify(type);
}
