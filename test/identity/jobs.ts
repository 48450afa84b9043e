/** A job and upgrades of it, for the commands. */
import { hours, job, minutes, seconds, sink, source, sum, t } from 'millrace';

const readings = source('readings', { name: t.string, value: t.bigint, at: t.timestamp }).watermark('at', seconds(5));
const totals = sink('totals', { name: t.string, total: t.bigint });

const windows = (size: ReturnType<typeof minutes>, table: Pick<typeof readings, 'tumble'> = readings) =>
  table
    .tumble('at', { size })
    .groupBy('name')
    .select((r) => ({ name: r.name, total: sum(r.value) }))
    .insertInto(totals);

const regular = { lane: 'regular' } as const;
export const deployed = job('deployed', regular, [windows(minutes(1))]);
export const filtered = job('filtered', regular, [
  windows(
    minutes(1),
    readings.where((r) => r.value.gt(0)),
  ),
]);
export const hourly = job('hourly', regular, [windows(hours(1))]);

/** Keeps the totals of all names for ever. */
export const running = job('running', regular, [
  readings
    .groupBy('name')
    .select((r) => ({ name: r.name, total: sum(r.value) }))
    .insertInto(sink('running', { name: t.string, total: t.bigint }, { primaryKey: ['name'] })),
]);
