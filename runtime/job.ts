import { MillraceError } from './errors';
import { duplicateRowsNode } from './operators/duplicate-rows';
import type { Insert } from './operators/insert';
import { lateRowsNode } from './operators/late-rows';
import { isSplit, type SplitNode } from './operators/late-split';
import { isLookup, type LookupNode } from './operators/lookup-table';
import { malformedRowsNode } from './operators/malformed-rows';
import type { PlanNode } from './operators/operator';
import { isSource, type SourceNode, sourceOf } from './operators/source';
import type { Duration } from './time';
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
    readonly stateTtl?: Duration,
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
    ...sources.map((source) => side('malformed', source.table, written(source, malformedRowsNode(source)))),
    ...sources
      .filter(({ recordId }) => recordId)
      .map((source) => side('duplicates', source.table, written(source, duplicateRowsNode(source)))),
    ...splits.map((split) => {
      const [source, node] = [sourceOf(split).table, written(split, lateRowsNode(split))];
      const { lateTable: table } = split;
      const late =
        table === undefined
          ? side('late', source, node)
          : { kind: 'late' as const, table, schema: node.schema, node, source };
      return { ...late, split };
    }),
  ];
}

/** A side output is written where what it is split off from is. */
const written = ({ at = '', call = '' }: PlanNode, node: PlanNode): PlanNode => ({ ...node, at, call });

/** How a job runs. */
export interface JobOptions {
  readonly lane: Lane;
  /**
   * How long state that nobody has touched is kept, where it would be kept for ever: of joins, ranks and groups without a
   * window. What comes later for the same key finds nothing, and starts anew.
   * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/config/#table-exec-state-ttl
   */
  readonly stateTtl?: Duration;
}

/**
 * A job: a name, its lane, and what it writes.
 * @example export default job('minute-averages', { lane: 'regular' }, [minuteAverages])
 * @throws MillraceError INVALID_JOB for a name that AWS would refuse or a job that writes nothing, INVALID_DURATION for a
 * state TTL that is not positive.
 */
export function job(name: string, { lane, stateTtl }: JobOptions, inserts: readonly Insert[]): Job {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(name)) {
    throw new MillraceError(
      'INVALID_JOB',
      `${JSON.stringify(name)} cannot name a job`,
      'Use up to 100 letters, digits, ., _ and -, a letter or digit first.',
    );
  }
  if (inserts.length === 0)
    throw new MillraceError('INVALID_JOB', `job ${name} writes nothing`, 'Give it at least one .insertInto(sink).');
  if (stateTtl && stateTtl.ms <= 0)
    throw new MillraceError('INVALID_DURATION', `job ${name}: stateTtl must be positive, not ${stateTtl}`);
  return new Job(name, lane, inserts, stateTtl);
}
