/** Where the rows of a job went, and why its windows have not fired. */
import type { Job } from '../job';
import { isSplit } from '../operators/late-split';
import type { Explained, PlanNode } from '../operators/operator';
import { isSource } from '../operators/source';
import { isWindowTable } from '../operators/window-table';
import type { Counters } from './counters';
import type { Flow } from './loop';
import type { RowRunner } from './row-operator';
import type { SourceInput } from './source-input';
import { sentences } from './why-text';
import type { WindowAggregation } from './window-aggregation';

/** Where an operator is written. */
interface Placed {
  /** File and line, `jobs/averages.ts:14`; empty where it is not known. */
  readonly at: string;
  /** The method that was called there, such as `tumble`. */
  readonly call: string;
}

export interface SourceWhy extends Placed {
  readonly table: string;
  readonly read: number;
  readonly malformed: number;
  readonly duplicates: number;
  /** The time attribute, and in milliseconds the disorder that is waited for. */
  readonly time: string | undefined;
  readonly delay: number;
  /** In milliseconds since 1970; −Infinity before the first. */
  readonly watermark: number;
  readonly isIdle: boolean;
  readonly isEnded: boolean;
}

/** The rows that came to an operator, and what became of them. */
export interface OperatorWhy extends Placed {
  /** As Flink names it, with what it does: `Filter`, `GroupAggregate by name`. */
  readonly name: string;
  readonly in: number;
  readonly out: number;
  /** Rows that a condition left out. */
  readonly filtered: number;
  readonly late: number;
  /** Of an operator with state, the lowest watermark of its inputs. */
  readonly watermark?: number;
}

/** What has not been given out yet, and what it waits for. */
export interface WaitingWhy extends Placed {
  /** `The tumble window … has not fired`, and of which operator. */
  readonly what: string;
  readonly operator: string;
  /** The watermark, or of processing time the clock, that it waits for, and where that is now. */
  readonly until: number;
  readonly now: number;
  readonly isByClock: boolean;
  /** The sources that hold it back, and which time a row of theirs must have. */
  readonly heldBackBy: readonly { readonly source: SourceWhy; readonly row: number }[];
  /** Whether its rows come from one source only. */
  readonly isOfOne: boolean;
  /** Sources that hold nothing back though they are behind, since they are idle. */
  readonly ignored: readonly SourceWhy[];
}

/** `String(why)` says it in sentences. */
export class Why {
  constructor(
    readonly job: string,
    readonly sources: readonly SourceWhy[],
    readonly operators: readonly OperatorWhy[],
    /** Rows by sink. */
    readonly written: Readonly<Record<string, number>>,
    readonly waiting: readonly WaitingWhy[],
  ) {}

  toString(): string {
    return sentences(this);
  }
}

/** An operator that runs: one of rows, or an aggregation over windows. */
export interface Running {
  readonly path: string;
  readonly node: PlanNode;
  readonly runner?: RowRunner;
  readonly window?: WindowAggregation;
}

/** What a job knows of itself. */
export interface Known {
  readonly job: Job;
  readonly inputs: ReadonlyMap<string, SourceInput>;
  readonly flows: readonly Flow[];
  readonly running: readonly Running[];
  readonly now: number;
  readonly counters: Counters;
}

export function whyOf(known: Known): Why {
  const { job, counters } = known;
  const sources = job.sources.map((node): SourceWhy => {
    const { read, malformedCount, duplicateCount, watermark, isIdle, isEnded } = known.inputs.get(
      node.table,
    ) as SourceInput;
    return {
      ...{ table: node.table, ...placeOf(node), read, malformed: malformedCount, duplicates: duplicateCount },
      ...{ time: node.watermark?.column, delay: node.watermark?.delay.ms ?? 0, watermark, isIdle, isEnded },
    };
  });
  return new Why(job.name, sources, operatorsOf(known), counters.written, waitingOf(known, sources));
}

function operatorsOf({ job, flows, running, counters }: Known): OperatorWhy[] {
  const found = new Map<PlanNode, OperatorWhy>();
  const late = (node: PlanNode): number => {
    const side = job.sideOutputs.find(({ split }) => split === node);
    return (side && counters.windows[side.table]?.late) ?? 0;
  };
  for (const { rows, chain, fewer } of flows) {
    let came = rows;
    for (const [i, node] of chain.entries()) {
      const less = fewer[i] ?? 0;
      const isLate = isSplit(node);
      const lost = Math.max(0, less);
      const account = { in: came, out: came - less, filtered: isLate ? 0 : lost, late: isLate ? lost : 0 };
      came -= less;
      if (!found.has(node)) found.set(node, { name: nameOf(node), ...placeOf(node), ...account });
    }
  }
  for (const { node, runner, window } of running) {
    const named = { name: nameOf(node), ...placeOf(node), filtered: 0 };
    if (runner) {
      const came = runner.ports.reduce((sum, { rows }) => sum + rows, 0);
      const { rowsOut: out, watermark } = runner;
      // A sink's materializer has no node of its own.
      if (!found.has(node)) found.set(node, { ...named, in: came, out, late: 0, watermark });
    } else if (window) {
      const { rowsIn, rowsOut: out, watermark } = window;
      const [input] = node.inputs as [PlanNode];
      found.set(node, { ...named, in: rowsIn, out, late: isWindowTable(input) ? late(input) : 0, watermark });
    }
  }
  return nodesOf(job).flatMap((node) => found.get(node) ?? []);
}

function waitingOf(known: Known, sources: readonly SourceWhy[]): WaitingWhy[] {
  return known.running.flatMap(({ node, runner, window }) => {
    const open = runner ? (runner.operator.open?.() ?? []) : (window?.open() ?? []);
    const watermark = (runner ?? window)?.watermark ?? Number.NEGATIVE_INFINITY;
    return open.map(({ what, until, isByClock = false }): WaitingWhy => {
      const behind = isByClock ? [] : behindOf(node, until, known);
      const of = (table: string) => sources.find((source) => source.table === table) as SourceWhy;
      return {
        ...{ what, operator: nameOf(node), ...placeOf(node), until, isByClock },
        now: isByClock ? known.now : watermark,
        heldBackBy: behind
          .filter(({ isIgnored }) => !isIgnored)
          .map(({ table, watermark }) => ({ source: of(table), row: watermark + of(table).delay })),
        isOfOne: sourcesOf(node).size === 1,
        ignored: behind.filter(({ isIgnored }) => isIgnored).map(({ table }) => of(table)),
      };
    });
  });
}

interface Behind {
  readonly table: string;
  /** The watermark that it must reach. */
  readonly watermark: number;
  readonly isIgnored: boolean;
}

/** The sources whose watermark is too low for an operator to see `until`. */
function behindOf(node: PlanNode, until: number, { inputs, running }: Known): Behind[] {
  const found = new Map<string, Behind>();
  const visit = (at: PlanNode, needed: number, isIgnored: boolean): void => {
    if (isSource(at)) {
      const input = inputs.get(at.table) as SourceInput;
      const before = found.get(at.table);
      if (input.isEnded || input.watermark >= needed || (before && !before.isIgnored)) return;
      found.set(at.table, { table: at.table, watermark: needed, isIgnored });
      return;
    }
    const runner = running.find((one) => one.node === at)?.runner;
    if (!runner) {
      for (const input of at.inputs) visit(input, needed, isIgnored);
      return;
    }
    const own = needed + (at === node ? 0 : (runner.operator.outputDelay ?? 0));
    const isAllIdle = runner.ports.every((port) => port.isIdle);
    for (const port of runner.ports) {
      if (port.watermark < own) visit(port.input, own, isIgnored || (port.isIdle && !isAllIdle));
    }
  };
  visit(node, until, false);
  return [...found.values()];
}

function nameOf(node: PlanNode): string {
  const { explain } = node.operator as unknown as { explain?(node: PlanNode): Explained };
  const { does } = explain?.(node) ?? {};
  return `${node.operator.name}${does ? ` ${does}` : ''}`;
}

/** Of a join the line of its join, not of the select that ends it. */
function placeOf(node: PlanNode): Placed {
  const { at = '', call = '' } = node.written?.from ?? node;
  return { at, call };
}

/** The sources that a relation's rows come from. */
function sourcesOf(node: PlanNode): Set<PlanNode> {
  return isSource(node) ? new Set([node]) : new Set(node.inputs.flatMap((input) => [...sourcesOf(input)]));
}

/** Every relation of a job once, inputs first. */
function nodesOf(job: Job): PlanNode[] {
  const nodes = new Set<PlanNode>();
  const visit = (node: PlanNode): void => {
    if (nodes.has(node)) return;
    for (const input of node.inputs) visit(input);
    nodes.add(node);
  };
  for (const { input } of job.inserts) visit(input);
  return [...nodes];
}
