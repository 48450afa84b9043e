/** What an upgrade does to the state of a running job, operator by operator. */
import type { Build } from './build';
import type { Manifest } from './manifest';
import type { Operator } from './operators';

export interface OperatorVerdict {
  readonly verdict: 'kept' | 'lost' | 'new';
  /** Id in the new plan, for lost ones in the deployed one. */
  readonly id: number;
  readonly path: string;
  /** The operator in words. */
  readonly what: string;
  /** What that means for results; empty for kept ones. */
  readonly consequence: string;
}

export interface Verdict {
  readonly job: string;
  readonly deployedJob: string;
  readonly operators: readonly OperatorVerdict[];
  /** Flink refuses the savepoint without allowNonRestoredState (`execution.state-recovery.ignore-unclaimed-state`). */
  readonly allowNonRestoredState: boolean;
  /** Why Flink refuses the savepoint in any case, if it does. */
  readonly refused?: string;
}

export function verdict(deployed: Manifest, { manifest, matching }: Build): Verdict {
  const refused =
    deployed.maxParallelism === manifest.maxParallelism
      ? undefined
      : `pipeline.max-parallelism was ${deployed.maxParallelism} and is ${manifest.maxParallelism}: Flink restores no keyed state across that`;
  const fresh = manifest.operators.filter(({ stateful }) => stateful);
  const kept: Operator[] = refused ? [] : fresh.filter(({ id }) => matching.carried.has(id));
  const carried = new Set(kept.map(({ id }) => id));
  const seen = [deployed, manifest].map(repeats) as [Operator[], Operator[]];
  const keptRepeats = (operator: Operator) =>
    carried.has(operator.id) && seen.every((some) => some.some(({ signature }) => signature === operator.signature));
  kept.push(...seen[1].filter(keptRepeats));
  const without = (operators: readonly Operator[], repeats: readonly Operator[]) => [
    ...operators.filter(({ id, stateful }) => stateful && !carried.has(id)),
    ...repeats.filter((operator) => !keptRepeats(operator)),
  ];
  const lost = without(deployed.operators, seen[0]);
  const added = without(manifest.operators, seen[1]);
  const unclear = new Set([...matching.ambiguous].map(({ id }) => id));
  const describe = (operator: Operator, name: OperatorVerdict['verdict'], consequence: string): OperatorVerdict => ({
    verdict: name,
    id: operator.id,
    path: operator.path,
    what: operator.what,
    consequence,
  });
  return {
    job: manifest.job,
    deployedJob: deployed.job,
    operators: [
      ...kept.map((operator) => describe(operator, 'kept', '')),
      ...lost.map((operator) => {
        const successors = added.filter((other) => other.type === operator.type && succeeds(other, operator));
        const changed = successors.length === 1 && !refused ? ` It is now: ${successors[0]?.what}.` : '';
        const why = unclear.has(operator.id)
          ? ' Several operators look like this one, and nothing tells them apart.'
          : changed;
        return describe(operator, 'lost', `${loss(operator)}${why}`);
      }),
      ...added.map((operator) => describe(operator, 'new', 'Starts without state.')),
    ],
    allowNonRestoredState: !refused && lost.length > 0,
    ...(refused === undefined ? {} : { refused }),
  };
}

/** What sources remember of record ids: the bridge's sources are more than one operator of Flink's, under one id. */
function repeats({ operators, tables }: Manifest): Operator[] {
  return operators.flatMap((source) => {
    const recordId = source.type.includes('table-source-scan') ? tables[source.path]?.recordId : undefined;
    if (recordId === undefined) return [];
    const path = `${source.path} / duplicates`;
    const what = `repeats in ${source.path} by ${recordId.replaceAll(';', ', ')}`;
    return [{ ...source, type: 'duplicates', path, what, signature: `${path} ${recordId}` }];
  });
}

/** A table's source or sink, or an operator in the same place whose rows end in the same table. */
const succeeds = (a: Operator, b: Operator): boolean =>
  a.path === b.path && a.sinks.some((sink) => b.sinks.includes(sink));

function loss({ type, what }: Operator): string {
  if (type.includes('table-source-scan'))
    return 'Its position is lost: it reads from where its connector is told to start.';
  if (type.includes('-sink_')) return 'Rows that it has buffered, or that are in files not yet published, are lost.';
  if (type === 'duplicates') return 'Records whose repeats come after the upgrade are counted again.';
  if (type.includes('window-aggregate') || /, (TUMBLE|HOP|CUMULATE|SESSION) /.test(what)) {
    return 'Windows that are open start again from nothing: rows from before the upgrade are missing in their results.';
  }
  if (type.includes('group-aggregate')) return 'Totals start again from nothing.';
  return 'All that it remembers of earlier rows is lost.';
}

/** For people. */
export function verdictText(result: Verdict): string {
  const { job, deployedJob, operators, allowNonRestoredState, refused } = result;
  const lines = operators.map(({ verdict, id, what, consequence }) => {
    const first = `${verdict}  ${what} (id ${id})`;
    return consequence === '' ? first : `${first}\n      ${consequence}`;
  });
  if (job !== deployedJob) {
    lines.push(
      `The job was ${deployedJob} and is ${job}: on the managed service that is another application, with no snapshots yet.`,
    );
  }
  if (refused) lines.push(`Flink refuses the savepoint: ${refused}.`);
  else if (allowNonRestoredState) lines.push('State is lost: Flink restores the rest only with allowNonRestoredState.');
  else lines.push('All state is kept; allowNonRestoredState is not needed.');
  return `${lines.join('\n')}\n`;
}
