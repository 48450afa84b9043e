import { MillraceError } from './errors';
import { duplicateRowsNode } from './operators/duplicate-rows';
import type { Insert } from './operators/insert';
import { lateRowsNode } from './operators/late-rows';
import { isSplit, type SplitNode } from './operators/late-split';
import { isLookup, type LookupNode } from './operators/lookup-table';
import { malformedRowsNode } from './operators/malformed-rows';
import type { PlanNode } from './operators/operator';
import { isSource, type SourceNode, sourceOf } from './operators/source';
import type { Schema } from './types/type';

/** `fast`: sub-second; `regular`: 2–5 s at lower cost; `scenic`: batch. */
export type Lane = 'fast' | 'regular' | 'scenic';

/** Rows that a job keeps aside in a table of their own, wherever it runs: nothing that was read is lost. */
export interface SideOutput {
  /** `malformed`: records that are no rows; `duplicates`: repeats of a record id; `late`: too late for a window or join. */
  readonly kind: 'malformed' | 'duplicates' | 'late';
  readonly table: string;
  readonly schema: Schema;
  /** The relation of these rows. */
  readonly node: PlanNode;
  /** The source whose rows they are. */
  readonly source: string;
  /** The operator that they were too late for. */
  readonly split?: SplitNode;
}

/** One statement set: on AWS one Managed Flink application, locally one run. Immutable. */
export class Job {
  readonly sources: readonly SourceNode[];
  /** Tables that rows are looked up in. */
  readonly lookups: readonly LookupNode[];
  /** What the inserts write, each sink once. */
  readonly sinks: readonly Insert['sink'][];
  readonly sideOutputs: readonly SideOutput[];

  constructor(
    readonly name: string,
    readonly lane: Lane,
    readonly inserts: readonly Insert[],
  ) {
    const nodes = new Set<PlanNode>();
    const visit = (node: PlanNode): void => {
      if (nodes.has(node)) return;
      for (const input of node.inputs) visit(input);
      nodes.add(node);
    };
    for (const { input } of inserts) visit(input);
    this.sources = [...nodes].filter(isSource);
    this.lookups = [...nodes].filter(isLookup);
    this.sinks = [...new Set(inserts.map(({ sink }) => sink))];
    this.sideOutputs = sideOutputs(this.sources, [...nodes].filter(isSplit));
    this.checkNames();
  }

  /** Every table by its name, each once. */
  private checkNames(): void {
    const kinds = new Map<string, unknown>();
    const claim = (name: string, owner: unknown): void => {
      if (kinds.has(name) && kinds.get(name) !== owner) {
        throw new MillraceError(
          'DUPLICATE_TABLE',
          `job ${this.name}: two tables are called ${name}`,
          'Declare a table once and import it, or rename one.',
        );
      }
      kinds.set(name, owner);
    };
    for (const source of this.sources) claim(source.table, source);
    for (const lookup of this.lookups) claim(lookup.table, lookup);
    for (const sink of this.sinks) claim(sink.table, sink);
    for (const side of this.sideOutputs) claim(side.table, side);
  }
}

function sideOutputs(sources: readonly SourceNode[], splits: readonly SplitNode[]): SideOutput[] {
  const used = new Map<string, number>();
  const side = (kind: SideOutput['kind'], source: string, node: PlanNode): SideOutput => {
    const base = `${source}_${kind}`;
    const n = (used.get(base) ?? 0) + 1;
    used.set(base, n);
    return { kind, table: n === 1 ? base : `${base}_${n}`, schema: node.schema, node, source };
  };
  return [
    ...sources.map((source) => side('malformed', source.table, malformedRowsNode(source))),
    ...sources
      .filter(({ recordId }) => recordId)
      .map((source) => side('duplicates', source.table, duplicateRowsNode(source))),
    ...splits.map((split) => {
      const [source, node] = [sourceOf(split).table, lateRowsNode(split)];
      const { lateTable: table } = split;
      const late =
        table === undefined
          ? side('late', source, node)
          : { kind: 'late' as const, table, schema: node.schema, node, source };
      return { ...late, split };
    }),
  ];
}

/**
 * A job: a name, its lane, and what it writes.
 * @example export default job('minute-averages', { lane: 'regular' }, [minuteAverages])
 * @throws MillraceError INVALID_JOB for a name that AWS would refuse or a job that writes nothing.
 */
export function job(name: string, options: { readonly lane: Lane }, inserts: readonly Insert[]): Job {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(name)) {
    throw new MillraceError(
      'INVALID_JOB',
      `${JSON.stringify(name)} cannot name a job`,
      'Use up to 100 letters, digits, ., _ and -, a letter or digit first.',
    );
  }
  if (inserts.length === 0)
    throw new MillraceError('INVALID_JOB', `job ${name} writes nothing`, 'Give it at least one .insertInto(sink).');
  return new Job(name, options.lane, inserts);
}
