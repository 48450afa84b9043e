/** The settings that a job's script makes, and why each. */
import type { Job } from '../../runtime/job';
import { settings } from '../../runtime/sql/settings';

const WHY: Readonly<Record<string, string>> = {
  'pipeline.name': 'the name by which Flink shows the job',
  'execution.runtime-mode': 'the same semantics for bounded input as for streams',
  'pipeline.max-parallelism': 'pinned: keyed state that is cut otherwise cannot be restored',
  'table.local-time-zone': 'results depend on no zone of a machine',
  'table.exec.source.idle-timeout':
    'the lane’s: a shard without records holds event time back no longer than this; 0 s is for ever',
  'table.exec.state.ttl': 'the job’s stateTtl: state that is not written for so long is given up',
};

export const settingLines = (job: Job): string[] =>
  Object.entries(settings(job)).map(([key, value]) => `  ${key} = ${value}${WHY[key] ? `: ${WHY[key]}` : ''}`);
