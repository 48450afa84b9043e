/** Tables as folders: a source that new files come into, and what sinks have published. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import type { Job } from '../../runtime/job';

export type Row = Readonly<Record<string, unknown>>;

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'millrace-identity-'));

  /** Checkpoints are frequent, since a file is published by one; everything else is as in production. */
  properties(job: Job, settings: Readonly<Record<string, string>> = {}): PropertyGroup[] {
    const table = (name: string, connector: string, options: Row): PropertyGroup => {
      const path = join(this.path, name);
      mkdirSync(path, { recursive: true });
      return {
        PropertyGroupId: `table.${name}`,
        PropertyMap: { connector, format: 'json', path, ...options },
      };
    };
    const restored = 'execution.state-recovery.path' in settings;
    const rolling = {
      // Before a restore files stay open, so that what they hold depends on the sink's state.
      'sink.rolling-policy.rollover-interval': restored ? '500 ms' : '1 h',
      'sink.rolling-policy.check-interval': '100 ms',
    };
    return [
      ...job.sources.map(({ table: name, recordId }) => {
        const id = recordId && {
          'record-id': recordId.columns.join(';'),
          'record-id.within': `${recordId.within.ms} ms`,
        };
        return table(name, 'millrace-filesystem', { 'source.monitor-interval': '100 ms', ...id });
      }),
      ...[...job.sinks, ...job.sideOutputs].map((sink) => table(sink.table, 'filesystem', rolling)),
      {
        PropertyGroupId: 'millrace.settings',
        PropertyMap: {
          'parallelism.default': '1',
          'pipeline.auto-watermark-interval': '0',
          'table.exec.source.idle-timeout': '0 s',
          'execution.checkpointing.interval': '200 ms',
          ...settings,
        },
      },
    ];
  }

  /** Adds a file to a source, whole at once. */
  put(table: string, file: string, rows: readonly Row[]): void {
    const hidden = join(this.path, `${table}-${file}`);
    writeFileSync(hidden, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    renameSync(hidden, join(this.path, table, file));
  }

  /** What a sink has published; with `open`, also what it has written into files that are still hidden. */
  rows(table: string, open = false): Row[] {
    const names = readdirSync(join(this.path, table)).filter((name) => open || name.startsWith('part-'));
    const lines = names.flatMap((name) => readFileSync(join(this.path, table, name), 'utf8').split('\n'));
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Row);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
