/** `--engine local`: the job on the Arrow runtime of this process. */
import { openWriter } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import { LocalJob } from '../../runtime/engine/pipeline';
import type { Schema } from '../../runtime/types/type';
import { Inputs } from './inputs';
import type { RunPlan, RunResult } from './plan';

type Writer = ReturnType<typeof openWriter>;

export async function runLocally(plan: RunPlan): Promise<RunResult> {
  const started = performance.now();
  const { job } = plan;
  const rows = new Writers(job.sinks.map((sink) => [sink.table, sink.schema, plan.outputs.get(sink.table) ?? null]));
  const late = new Writers(job.sideOutputs.map((s) => [s.table, s.schema, plan.late.get(s.table)]));
  const local = new LocalJob(job, {
    rows: (table, batch) => rows.write(table, batch),
    late: (table, batch) => late.write(table, batch),
  });
  const inputs = new Inputs(plan);
  try {
    for (const table of plan.inputs.keys()) {
      for await (const batch of inputs.batches(table)) {
        local.push(table, batch);
        await rows.flushed();
        await late.flushed();
      }
      local.end(table);
    }
  } catch (error) {
    // Half of the results under the name of all of them would be worse than none.
    await Promise.all([rows.abort(), late.abort(), inputs.close()]);
    throw error;
  }
  await Promise.all([rows.close(), late.close(), inputs.close()]);
  const { late: lateRows, written } = local.counters;
  return {
    read: inputs.read,
    malformed: inputs.malformed,
    examples: inputs.examples,
    late: lateRows,
    written,
    millis: performance.now() - started,
  };
}

/** The engine pushes its rows synchronously; here they wait for the disk between batches. */
class Writers {
  private readonly writers = new Map<string, Writer>();
  private pending: Promise<void>[] = [];

  /** A table with an undefined path is not written at all. */
  constructor(tables: readonly (readonly [table: string, schema: Schema, path: string | null | undefined])[]) {
    for (const [table, schema, path] of tables) {
      if (path !== undefined && !this.writers.has(table)) this.writers.set(table, openWriter(path, schema));
    }
  }

  write(table: string, batch: Batch): void {
    const written = this.writers.get(table)?.write(batch);
    if (written) this.pending.push(written);
  }

  async flushed(): Promise<void> {
    const { pending } = this;
    if (pending.length === 0) return;
    this.pending = [];
    await Promise.all(pending);
  }

  async abort(): Promise<void> {
    await Promise.all([...this.writers.values()].map((writer) => writer.abort()));
  }

  async close(): Promise<void> {
    await this.flushed();
    await Promise.all([...this.writers.values()].map((writer) => writer.close()));
  }
}
