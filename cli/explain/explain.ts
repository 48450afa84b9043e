/**
 * What a job does, in words: its operators, their state and when that is freed, its time, disorder and repeats. It is what
 * its SQL does not say at a glance.
 */
import type { Job } from '../../runtime/job';
import type { SourceNode } from '../../runtime/operators/source';
import { isWindowTable } from '../../runtime/operators/window-table';
import { settings } from '../../runtime/sql/settings';
import { Duration } from '../../runtime/time';
import { trees } from './operators';
import { settingLines } from './settings';
import { watermarks } from './time';
import { warnings } from './warnings';

export function explain(job: Job): string {
  const idle = settings(job)['table.exec.source.idle-timeout'];
  const splits = job.sideOutputs.flatMap(({ split, table }) =>
    split ? [{ split, text: `over ${split.column}: late rows go to ${table}` }] : [],
  );
  const windows = splits.flatMap(({ split, text }) =>
    isWindowTable(split) ? [`  ${split.window.name} ${split.window.text} ${text}`] : [],
  );
  const joins = splits.flatMap(({ split, text }) => (isWindowTable(split) ? [] : [`  ${text}`]));
  const warned = warnings(job);
  return [
    `${job.name} (${job.lane} lane)`,
    '\noperators',
    ...trees(job),
    '\nevent time',
    ...watermarks(job),
    ...job.sources.flatMap((source) => [
      `\nreads ${source.table}`,
      ...time(source, idle as string),
      ...identity(source),
    ]),
    ...(windows.length > 0 ? ['\nwindows', ...windows] : []),
    ...(joins.length > 0 ? ['\njoins in event time', ...joins] : []),
    '\nkeeps aside',
    ...job.sideOutputs.map(({ table, kind }) => `  ${table}: ${KINDS[kind]}`),
    '\nwrites',
    ...job.sinks.map(({ table, primaryKey }) => {
      const how = primaryKey.length === 0 ? 'appends' : `updates by ${primaryKey.join(', ')}`;
      const inserts = job.inserts.filter(({ sink }) => sink.table === table);
      return `  ${table}: ${how}${inserts.some(({ upsertMaterialize }) => upsertMaterialize) ? ', through a SinkUpsertMaterializer' : ''}`;
    }),
    '\nsettings',
    ...settingLines(job),
    ...(warned.length > 0 ? ['\nwarnings', ...warned.map((line) => `  ${line}`)] : []),
    '',
  ].join('\n');
}

const KINDS = {
  malformed: 'records that are no rows',
  duplicates: 'rows that repeat a record id',
  late: 'rows whose windows had fired, or whose time had passed, when they came',
};

function time({ watermark }: SourceNode, idle: string): string[] {
  if (!watermark) return ['  event time: none, so no windows'];
  const { column, delay, clockSkew } = watermark;
  const holds =
    idle === '0 s' ? 'an idle shard holds it back' : `a shard that is idle for ${idle} no longer holds it back`;
  return [
    `  watermark: the greatest ${column} of each shard less ${delay}, and of these the least; ${holds}`,
    `  clock skew: ${column} more than ${clockSkew} after its arrival is malformed (TIME_IN_FUTURE)`,
  ];
}

/** In RocksDB an id is there twice, in a state and in a timer, each with a time and a few bytes of address. */
const BYTES_BESIDE_IDS = 24;
const IDS_PER_SECOND = 1_000;
const ID_BYTES = 36;

function identity({ recordId, watermark }: SourceNode): string[] {
  if (!recordId) return ['  record id: none, so a record that a producer sends twice counts twice'];
  const held = new Duration(recordId.within.ms + (watermark?.delay.ms ?? 0));
  const ids = (IDS_PER_SECOND * held.ms) / 1_000;
  const megabytes = (ids * (2 * ID_BYTES + BYTES_BESIDE_IDS)) / 1e6;
  return [
    `  record id: ${recordId.columns.join(', ')}; the first row is kept, repeats within ${recordId.within} are not`,
    `    state: each id for ${held}, at twice its length + ${BYTES_BESIDE_IDS} bytes; ${ID_BYTES}-byte ids at ` +
      `${IDS_PER_SECOND.toLocaleString('en-US')} a second: ${ids.toLocaleString('en-US')} ids, ${megabytes.toFixed(1)} MB; ` +
      'and a network exchange by id',
  ];
}
