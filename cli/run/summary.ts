import type { PlanNode } from '../../runtime/operators/operator';
import { isSource } from '../../runtime/operators/source';
import { progress } from '../progress';
import type { RunPlan, RunResult } from './plan';

const n = (value: number): string => value.toLocaleString('en-US');

/**
 * What became of every record that was read. A window counts its rows; a source that several windows read has an account
 * for each. `filtered` are rows that a `where` left out before the window.
 */
export function accountsOf({ job }: RunPlan, { sources, windows }: RunResult) {
  return job.sources.flatMap((source) => {
    const counted = sources[source.table] ?? { read: 0, malformed: 0, duplicates: 0 };
    const { read, malformed, duplicates } = counted;
    const reading = job.sideOutputs.filter((s) => s.split && readsDirectly(s.split.inputs[0] as PlanNode, source));
    return (reading.length ? reading.map((s) => s.table) : [undefined]).map((window) => {
      const wellFormed = read - malformed - duplicates;
      const { onTime, late } = (window === undefined ? undefined : windows[window]) ?? { onTime: wellFormed, late: 0 };
      const filtered = wellFormed - onTime - late;
      return { table: source.table, window, read, onTime, late, malformed, duplicates, filtered };
    });
  });
}

/** Whether a window's rows are a source's, not those of another aggregation. */
function readsDirectly(node: PlanNode, source: PlanNode): boolean {
  if (isSource(node)) return node === source;
  return node.operator.fuse !== undefined && readsDirectly(node.inputs[0] as PlanNode, source);
}

export function summarize(plan: RunPlan, result: RunResult): void {
  const { written } = result;
  const accounts = accountsOf(plan, result);
  const millis = Math.round(result.millis);
  for (const a of accounts) {
    const name = a.window === undefined || accounts.length === 1 ? a.table : `${a.table} (${a.window})`;
    const hasId = plan.job.sources.some((s) => s.table === a.table && s.recordId);
    const parts = [
      `on time ${n(a.onTime)}`,
      `late ${n(a.late)}`,
      `malformed ${n(a.malformed)}`,
      ...(hasId ? [`duplicates ${n(a.duplicates)}`] : []),
      ...(a.filtered === 0 ? [] : [`filtered out ${n(a.filtered)}`]),
    ];
    progress.say(`${name}: read ${n(a.read)} = ${parts.join(' + ')}`);
  }
  for (const [table, rows] of Object.entries(written)) {
    progress.say(`${table}: ${n(rows)} rows → ${plan.outputs.get(table) ?? 'stdout'}`);
  }
  const records = Object.values(result.sources).reduce((sum, { read }) => sum + read, 0);
  const perSecond = records / Math.max(result.millis / 1000, 0.001);
  progress.say(`${(millis / 1000).toFixed(2)} s, ${n(Math.round(perSecond))} rows/s`, { accounts, written, millis });
  for (const row of result.examples) {
    progress.say(`malformed: ${row._shard}:${row._sequence}: ${row._error}: ${row._reason}`);
  }
  for (const kind of ['malformed', 'duplicates', 'late'] as const) {
    const kept = plan.job.sideOutputs.some((s) => s.kind === kind && plan.aside.has(s.table));
    if (!kept && accounts.some((a) => a[kind] > 0)) progress.say(`Keep ${KEPT[kind]} with --${kind} FILE.`);
  }
}

const KEPT = { malformed: 'malformed records', duplicates: 'repeated records', late: 'late rows' };
