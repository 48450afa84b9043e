/** Real metrics: the series of the Numenta Anomaly Benchmark, as rows of the table metrics. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** NAB_DATA, or the folder that lies beside the checkout. */
export const NAB = process.env.NAB_DATA ?? join(__dirname, '..', '..', '..', 'shared', 'data', 'nab');

export interface MetricRow extends Record<string, unknown> {
  readonly metric_name: string;
  readonly metric_value: number;
  readonly event_time: Date;
}

export function nabFiles(): string[] {
  if (!existsSync(NAB)) return [];
  return ['realAWSCloudwatch', 'realKnownCause'].flatMap((folder) =>
    readdirSync(join(NAB, folder))
      .filter((name) => name.endsWith('.csv'))
      .sort()
      .map((name) => join(folder, name)),
  );
}

/** @param pace how much faster than in the file time passes, which is mostly one row in five minutes. */
export function nabRows(file: string, pace = 1): MetricRow[] {
  const lines = readFileSync(join(NAB, file), 'utf8').trim().split('\n').slice(1);
  const rows = lines.map((line) => {
    const [time, value] = line.trim().split(',') as [string, string];
    return { at: Date.parse(`${time.replace(' ', 'T')}Z`), value: Number(value) };
  });
  const first = rows[0]?.at ?? 0;
  return rows.map(({ at, value }) => ({
    metric_name: file,
    metric_value: value,
    event_time: new Date(first + Math.round((at - first) / pace)),
  }));
}

/** Rows in another order of arrival: each is held back by up to `bound` milliseconds. Seeded. */
export function shuffled<R extends { readonly event_time: Date }>(
  rows: readonly R[],
  bound: number,
  seed: number,
): R[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const arrivals = rows.map((row) => ({ row, arrival: row.event_time.getTime() + random() * bound }));
  return arrivals.sort((a, b) => a.arrival - b.arrival).map(({ row }) => row);
}
