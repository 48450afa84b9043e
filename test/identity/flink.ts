/** A warm Flink whose jobs do not end: they are stopped with a savepoint, and started from one. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBridge } from '../../bridge/build';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { FLINK_JAVA_OPTIONS } from '../../runtime/testing/flink';

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly plan?: string;
  readonly job?: string;
  readonly dashboard?: string;
}

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
  private readonly answers: ((answer: Answer) => void)[] = [];
  private readonly exited: Promise<unknown>;

  private constructor(private readonly jvm: ChildProcessWithoutNullStreams) {
    createInterface({ input: jvm.stdout }).on('line', (line) => this.answers.shift()?.(JSON.parse(line) as Answer));
    jvm.stderr.resume();
    this.exited = new Promise((resolve) => {
      jvm.on('close', () => {
        for (const answer of this.answers.splice(0)) answer({ ok: false, error: 'the JVM has ended' });
        resolve(undefined);
      });
    });
  }

  static async start(): Promise<Flink> {
    const { classpath } = await buildBridge();
    const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
    const main = ['-cp', classpath.join(':'), 'io.millrace.bridge.Main', '--serve'];
    const flink = new Flink(spawn('java', [...FLINK_JAVA_OPTIONS, ...quick, ...main], { stdio: 'pipe' }));
    await flink.ask({ mode: 'ping' });
    return flink;
  }

  /** Answers come in the order of their questions. */
  private async ask(request: object): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve) => {
      this.answers.push(resolve);
      this.jvm.stdin.write(`${JSON.stringify({ properties: [], ...request })}\n`);
    });
    if (!answer.ok) throw new Error(answer.error);
    return answer;
  }

  readonly compile = async (script: string, properties: readonly PropertyGroup[]): Promise<string> =>
    (await this.ask({ mode: 'compile', script, properties })).plan as string;

  /** Starts a job. @throws Error with Flink's reason if it does not come to run. */
  async run(script: string, properties: readonly PropertyGroup[], plan?: string): Promise<RunningJob> {
    const { job, dashboard } = await this.ask({ mode: 'start', script, properties, plan });
    const running = new RunningJob(`${dashboard}/jobs/${job}`);
    await running.started();
    return running;
  }

  async stop(): Promise<void> {
    this.jvm.kill('SIGTERM');
    await this.exited;
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
