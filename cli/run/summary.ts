import { progress } from '../progress';
import type { RunPlan, RunResult } from './plan';

const n = (value: number): string => value.toLocaleString('en-US');
const total = (counters: Readonly<Record<string, number>>): number =>
  Object.values(counters).reduce((a, b) => a + b, 0);

/**
 * The account of a run: every record that was read is on time, late or malformed. A window counts its late rows; a source
 * that several windows read has a line for each.
 */
export function summarize(plan: RunPlan, result: RunResult): void {
  const { read, malformed, late, written } = result;
  const accounts = plan.job.sources.flatMap(({ table }) => {
    const windows = plan.job.sideOutputs.filter((s) => s.source === table).map((s) => s.table);
    const of = read[table] ?? 0;
    const bad = malformed[table] ?? 0;
    return (windows.length ? windows : [undefined]).map((window) => {
      const tooLate = window === undefined ? 0 : (late[window] ?? 0);
      return { table, window, read: of, onTime: of - bad - tooLate, late: tooLate, malformed: bad };
    });
  });
  const millis = Math.round(result.millis);
  for (const a of accounts) {
    const name = a.window === undefined || accounts.length === 1 ? a.table : `${a.table} (${a.window})`;
    progress.say(
      `${name}: read ${n(a.read)} = on time ${n(a.onTime)} + late ${n(a.late)} + malformed ${n(a.malformed)}`,
    );
  }
  for (const [table, rows] of Object.entries(written)) {
    progress.say(`${table}: ${n(rows)} rows → ${plan.outputs.get(table) ?? 'stdout'}`);
  }
  const perSecond = total(read) / Math.max(result.millis / 1000, 0.001);
  progress.say(`${(millis / 1000).toFixed(2)} s, ${n(Math.round(perSecond))} rows/s`, { accounts, written, millis });
  for (const row of result.examples) {
    progress.say(`malformed: ${row.file}:${row.line}: ${row.code}: ${row.reason}`);
  }
  if (total(malformed) > 0 && plan.malformed === undefined)
    progress.say('Keep malformed records with --malformed FILE.');
  if (total(late) > 0 && plan.late.size === 0) progress.say('Keep late rows with --late FILE.');
}
