/** A warm Flink whose jobs do not end: they are stopped with a savepoint, and started from one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBridge } from '../../bridge/build';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { FlinkOracle } from '../../runtime/testing/flink';

const PATIENCE_MS = 60_000;

/** Asks again until there is an answer. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain for ${what}`);
    await sleep(100);
  }
}

export class Flink {
  private constructor(private readonly oracle: FlinkOracle) {}

  static async start(): Promise<Flink> {
    const { classpath } = await buildBridge();
    return new Flink(await FlinkOracle.start({ classpath }));
  }

  readonly compile = (script: string, properties: readonly PropertyGroup[]): Promise<string> =>
    this.oracle.compile(script, properties);

  /** Starts a job. @throws Error with Flink's reason if it does not come to run. */
  async run(script: string, properties: readonly PropertyGroup[], plan?: string): Promise<RunningJob> {
    const running = new RunningJob(await this.oracle.start(script, properties, plan));
    await running.started();
    return running;
  }

  stop(): Promise<void> {
    return this.oracle.stop();
  }
}

interface Details {
  readonly state: string;
  readonly vertices?: readonly { readonly status: string }[];
}

export class RunningJob {
  constructor(private readonly url: string) {}

  private async get<T>(path = ''): Promise<T> {
    return (await (await fetch(`${this.url}${path}`)).json()) as T;
  }

  async started(): Promise<void> {
    await eventually('the job to run', async () => {
      const { state, vertices = [] } = await this.get<Details>();
      if (state === 'FAILED') {
        const { 'root-exception': reason } = await this.get<{ 'root-exception': string }>('/exceptions');
        throw new Error(reason);
      }
      return state === 'RUNNING' && vertices.every(({ status }) => status === 'RUNNING') ? true : undefined;
    });
  }

  /** Stops the job, its windows left open. @returns where its state now is */
  async stopWithSavepoint(folder: string): Promise<string> {
    const body = JSON.stringify({ targetDirectory: folder, drain: false });
    const asked = await fetch(`${this.url}/stop`, { method: 'POST', body });
    const { 'request-id': id } = (await asked.json()) as { 'request-id': string };
    interface Status {
      readonly operation?: {
        readonly location?: string;
        readonly 'failure-cause'?: { readonly 'stack-trace': string };
      };
    }
    return eventually('the savepoint', async () => {
      const { operation } = await this.get<Status>(`/savepoints/${id}`);
      if (operation?.['failure-cause']) throw new Error(operation['failure-cause']['stack-trace']);
      return operation?.location;
    });
  }

  /** Cancels the job, and does not wait for its end. */
  async cancel(): Promise<void> {
    await fetch(this.url, { method: 'PATCH' });
  }
}
