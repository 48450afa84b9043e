/** `--engine local`: the job on the Arrow runtime of this process. */
import { openWriter } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import type { FinalTable } from '../../runtime/engine/final-table';
import { LocalJob } from '../../runtime/engine/pipeline';
import { MALFORMED_COLUMNS } from '../../runtime/operators/malformed-rows';
import { fromBatch } from '../../runtime/testing/rows';
import type { Schema } from '../../runtime/types/type';
import { pushAligned } from './aligned';
import { finalTables } from './final';
import { type Records, records } from './inputs';
import { readLookups } from './lookups';
import { EXAMPLES, type RunPlan, type RunResult } from './plan';

type Writer = ReturnType<typeof openWriter>;

export async function runLocally(plan: RunPlan): Promise<RunResult> {
  const started = performance.now();
  const { job } = plan;
  const writers = new Writers(
    [
      ...job.sinks.map((sink) => [sink.table, sink.schema, plan.outputs.get(sink.table) ?? null] as const),
      ...job.sideOutputs.map((s) => [s.table, s.schema, plan.aside.get(s.table)] as const),
    ],
    finalTables(job),
  );
  const local = new LocalJob(job, { rows: (table, batch) => writers.write(table, batch) });
  const examples: RunResult['examples'][number][] = [];
  async function* withExamples(all: AsyncGenerator<Records>): AsyncGenerator<Records> {
    for await (const some of all) {
      if (some.malformed && examples.length < EXAMPLES)
        examples.push(...fromBatch(Object.keys(MALFORMED_COLUMNS), some.malformed));
      yield some;
    }
  }
  try {
    await readLookups(local, plan.inputs);
    local.clock(Date.now());
    const inputs = job.sources.map((source) => ({
      source,
      records: withExamples(records(source, plan.inputs.get(source.table) ?? [], plan.arrivals.get(source.table))),
    }));
    await pushAligned(local, inputs, {
      afterPush() {
        local.clock(Date.now());
        return writers.flushed();
      },
      ended: ({ table }) => local.end(table),
    });
  } catch (error) {
    // Half of the results under the name of all of them would be worse than none.
    await writers.abort();
    throw error;
  }
  const written = await writers.close();
  return {
    ...local.counters,
    written: { ...local.counters.written, ...written },
    examples: examples.slice(0, EXAMPLES),
    millis: performance.now() - started,
  };
}

/** The engine pushes its rows synchronously; here they wait for the disk between batches. */
class Writers {
  private readonly writers = new Map<string, Writer>();
  private pending: Promise<void>[] = [];

  /**
   * A table with an undefined path is not written at all.
   * @param final those that are written at the end, when all changes are known.
   */
  constructor(
    tables: readonly (readonly [table: string, schema: Schema, path: string | null | undefined])[],
    private readonly final: ReadonlyMap<string, FinalTable>,
  ) {
    for (const [table, schema, path] of tables) {
      if (path !== undefined && !this.writers.has(table)) this.writers.set(table, openWriter(path, schema));
    }
  }

  write(table: string, batch: Batch): void {
    const final = this.final.get(table);
    if (final) {
      final.apply(batch);
      return;
    }
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

  /** Gives the number of rows of each final table. */
  async close(): Promise<Record<string, number>> {
    await this.flushed();
    const rows: Record<string, number> = {};
    for (const [table, final] of this.final) {
      const batch = final.batch();
      rows[table] = batch.length;
      if (batch.length > 0) await this.writers.get(table)?.write(batch);
    }
    await Promise.all([...this.writers.values()].map((writer) => writer.close()));
    return rows;
  }
}
