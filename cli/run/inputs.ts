/** Reading the inputs of a run: rows go on, malformed records aside. */
import { type MalformedRow, malformedWriter, openReader } from '../../runtime/connectors/files';
import type { Batch } from '../../runtime/engine/batch';
import type { RunPlan } from './plan';

const EXAMPLES = 3;

export class Inputs {
  readonly read: Record<string, number> = {};
  readonly malformed: Record<string, number> = {};
  readonly examples: MalformedRow[] = [];
  private readonly aside: ReturnType<typeof malformedWriter> | undefined;

  constructor(private readonly plan: RunPlan) {
    this.aside = plan.malformed === undefined ? undefined : malformedWriter(plan.malformed);
    for (const table of plan.inputs.keys()) this.read[table] = this.malformed[table] = 0;
  }

  /** The well-formed rows of a source, file after file. */
  async *batches(table: string): AsyncGenerator<Batch> {
    const source = this.plan.job.sources.find((s) => s.table === table);
    if (!source) throw new TypeError(`no source ${table}`);
    for (const file of this.plan.inputs.get(table) ?? []) {
      const onMalformed = (row: MalformedRow): void => {
        this.count(this.malformed, table, 1);
        this.count(this.read, table, 1);
        if (this.examples.length < EXAMPLES) this.examples.push(row);
        this.aside?.write(row);
      };
      for await (const batch of openReader(file, { name: table, schema: source.schema }, { onMalformed })) {
        this.count(this.read, table, batch.length);
        yield batch;
      }
    }
  }

  async close(): Promise<void> {
    await this.aside?.close();
  }

  private count(counter: Record<string, number>, table: string, n: number): void {
    counter[table] = (counter[table] ?? 0) + n;
  }
}
