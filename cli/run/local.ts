/** `--engine local`: the job on the Arrow runtime of this process. */
import { openWriter } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import { LocalJob } from '../../runtime/engine/pipeline';
import { MALFORMED_COLUMNS } from '../../runtime/operators/malformed-rows';
import { fromBatch } from '../../runtime/testing/rows';
import type { Schema } from '../../runtime/types/type';
import { records } from './inputs';
import { EXAMPLES, type RunPlan, type RunResult } from './plan';

type Writer = ReturnType<typeof openWriter>;

export async function runLocally(plan: RunPlan): Promise<RunResult> {
  const started = performance.now();
  const { job } = plan;
  const writers = new Writers([
    ...job.sinks.map((sink) => [sink.table, sink.schema, plan.outputs.get(sink.table) ?? null] as const),
    ...job.sideOutputs.map((s) => [s.table, s.schema, plan.aside.get(s.table)] as const),
  ]);
  const local = new LocalJob(job, { rows: (table, batch) => writers.write(table, batch) });
  const examples: RunResult['examples'][number][] = [];
  try {
    for (const source of job.sources) {
      const { table } = source;
      const arrival = plan.arrivals.get(table);
      for await (const { rows, malformed } of records(source, plan.inputs.get(table) ?? [], arrival)) {
        if (malformed) {
          if (examples.length < EXAMPLES) examples.push(...fromBatch(Object.keys(MALFORMED_COLUMNS), malformed));
          local.pushMalformed(table, malformed);
        }
        if (rows) local.push(table, rows);
        await writers.flushed();
      }
      local.end(table);
    }
  } catch (error) {
    // Half of the results under the name of all of them would be worse than none.
    await writers.abort();
    throw error;
  }
  await writers.close();
  return { ...local.counters, examples: examples.slice(0, EXAMPLES), millis: performance.now() - started };
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
