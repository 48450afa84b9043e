/** That windows part a stream: no row is lost between two of them, and none is counted twice. */
import fc from 'fast-check';
import { count } from '../functions';
import type { ExprNode } from '../functions/function';
import { type Job, job as jobOf } from '../job';
import { groupAggregateNode } from '../operators/group-aggregate';
import { insert } from '../operators/insert';
import type { PlanNode } from '../operators/operator';
import { isWindowTable, type WindowTableNode } from '../operators/window-table';
import { Sink } from '../sink';
import type { AnyType } from '../types/type';
import { type Arrival, events } from './arbitraries';
import type { LawOptions } from './laws';
import { simulate } from './simulate';

/**
 * Of each window in event time that a job has: every row that is on time is in exactly one tumbling or session window, in
 * size / slide hopping windows, and in all cumulative ones of its period from its step on; windows have their length, and
 * sessions of one key are apart by the gap. It counts the rows of each window in a job of its own, over what the
 * window reads in this one.
 */
export function windowPartition(job: Job, options: LawOptions = {}): fc.IPropertyWithHooks<[Arrival[]]> {
  const windows = windowsOf(job);
  const counting = windows.map((window) => countingJob(job, window));
  // A row may be late for some of the windows that overlap, or touch a session that has fired.
  const late = windows.every(({ window }) => window.name === 'tumble' || window.name === 'cumulate');
  return fc.property(events(job, { ...options, late }), (arrivals) => {
    for (const [i, window] of windows.entries()) {
      const counted = counting[i] as Job;
      const simulation = simulate(counted);
      options.setUp?.(simulation);
      const own = new Set(counted.sources.map(({ table }) => table));
      for (const { table, row } of arrivals) if (own.has(table)) simulation.rows(table, [row]);
      simulation.end();
      const { windows: met } = simulation.counters;
      const side = counted.sideOutputs.find(({ split }) => split === window);
      const onTime = (side && met[side.table]?.onTime) ?? 0;
      check(window, simulation.table(COUNTS) as unknown as Counted[], onTime);
    }
  });
}

const COUNTS = 'window_counts';

interface Counted {
  readonly window_start: Date;
  readonly window_end: Date;
  readonly n: bigint;
}

function windowsOf(job: Job): WindowTableNode[] {
  const found = new Set<WindowTableNode>();
  const visit = (node: PlanNode): void => {
    // Over processing time no row is late, and the clock is all that there is to know.
    if (isWindowTable(node) && node.split) found.add(node);
    node.inputs.forEach(visit);
  };
  for (const { input } of job.inserts) visit(input);
  return [...found];
}

/** How many rows each window has, by a session's keys. */
function countingJob(job: Job, node: WindowTableNode): Job {
  const keys = node.window.partitionBy;
  const column = (name: string): ExprNode => ({
    op: 'column',
    table: node.id,
    name,
    type: node.schema[name] as AnyType,
  });
  const named = [...keys, 'window_start', 'window_end'].map((name) => [name, column(name)] as const);
  const columns = { ...Object.fromEntries(named), n: count().node };
  const counted = groupAggregateNode(node, { keys }, columns);
  const sink = new Sink(COUNTS, counted.schema, []);
  return jobOf(`${job.name}-windows`.slice(-100), { lane: job.lane }, [insert(counted, sink)]);
}

function check({ window, at, call }: WindowTableNode, counted: readonly Counted[], onTime: number): void {
  const fail = (what: string): never => {
    throw new Error(`${window.name} ${window.text} (${at} ${call}): ${what}`);
  };
  const sum = (rows: readonly Counted[]): number => rows.reduce((total, { n }) => total + Number(n), 0);
  const { slicing, gap } = window;
  for (const one of counted) {
    const length = one.window_end.getTime() - one.window_start.getTime();
    if (slicing && !slicing.cumulates && length !== slicing.size) fail(`a window is ${length} ms long`);
    if (gap !== undefined && length < gap) fail(`a session is ${length} ms long`);
  }
  const told = counted.map(({ n, ...key }) => JSON.stringify(Object.values(key).map(String)));
  if (new Set(told).size < told.length) fail('a window was given out twice');
  if (gap !== undefined) checkApart(window.partitionBy, counted, gap, fail);
  const last = slicing?.cumulates ? lastOfEach(counted) : counted;
  const times = slicing && !slicing.cumulates ? slicing.size / slicing.step : 1;
  if (sum(last) !== onTime * times)
    fail(`${onTime} rows were on time, and its windows have ${sum(last)} in all, not ${onTime * times}`);
}

/** Of cumulative windows that begin together the last, which has the rows of the others. */
function lastOfEach(counted: readonly Counted[]): Counted[] {
  const last = new Map<number, Counted>();
  for (const one of counted) {
    const start = one.window_start.getTime();
    const other = last.get(start);
    if (!other || other.window_end < one.window_end) last.set(start, one);
  }
  return [...last.values()];
}

function checkApart(
  keys: readonly string[],
  counted: readonly Counted[],
  gap: number,
  fail: (what: string) => never,
): void {
  const ofKey = new Map<string, Counted[]>();
  for (const one of counted) {
    const key = JSON.stringify(keys.map((name) => String((one as unknown as Record<string, unknown>)[name])));
    ofKey.set(key, [...(ofKey.get(key) ?? []), one]);
  }
  for (const sessions of ofKey.values()) {
    const sorted = [...sessions].sort((a, b) => a.window_start.getTime() - b.window_start.getTime());
    for (const [i, { window_start: start }] of sorted.entries()) {
      const before = sorted[i - 1];
      if (before && start < before.window_end)
        fail(`a session begins at ${start.toISOString()}, less than ${gap} ms after the last row of the one before`);
    }
  }
}
