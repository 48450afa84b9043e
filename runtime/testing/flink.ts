import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PropertyGroup } from '../connectors/environment';
import { located } from '../sql/failures';

export interface FlinkOracleOptions {
  /** The bridge's class path for local runs. */
  classpath: readonly string[];
  /** The `java` to run; by default that of JAVA_HOME, else the one on the PATH. */
  java?: string;
  /** Options of the JVM; by default those that start small jobs quickly. A benchmark gives none. */
  jvmOptions?: readonly string[];
}

/** Flink refused or failed a job, or Flink itself could not run. The message has the root cause first, and the place in TypeScript last. */
export class FlinkError extends Error {
  override name = 'FlinkError';
}

/** What became of the rows, as the job counted them. */
export interface FlinkCounters {
  /** By table: how many records were read, malformed and duplicates, how many of its rows were on time and late; of a lookup table, how often it could not be read again. */
  tables: Record<
    string,
    Partial<Record<'read' | 'malformed' | 'duplicates' | 'onTime' | 'late' | 'failedReloads', number>>
  >;
  /** Rows that Flink's windows dropped without a word. */
  numLateRecordsDropped: number;
}

/** What became of a bounded job. */
export interface FlinkRun {
  readonly millis: number;
  readonly counters: FlinkCounters;
  /** By table that is bound to the connector `millrace-collect`: each change in its order, as `+I`, `-U`, `+U` or `-D` and the row's text. */
  readonly collected: Readonly<Record<string, readonly string[]>>;
}

interface Answer {
  id: string;
  ok: boolean;
  millis?: number;
  counters?: FlinkCounters;
  collected?: FlinkRun['collected'];
  explain?: string;
  plan?: string;
  job?: string;
  dashboard?: string;
  error?: string;
}

interface Waiting {
  readonly script: string;
  resolve(answer: Answer): void;
  reject(failure: FlinkError): void;
}

const REMEMBERED_LINES = 20;
const PATIENCE_AT_STOP_MS = 5_000;
/** What Flink needs of any JVM here: the opened packages are for Java 17. */
export const FLINK_JAVA_OPTIONS: readonly string[] = [
  '-Xmx2g',
  // The JVM's own warnings go where answers do not.
  '-Xlog:disable',
  '-Xlog:all=warning:stderr',
  '--add-opens',
  'java.base/java.util=ALL-UNNAMED',
  '--add-opens',
  'java.base/java.lang=ALL-UNNAMED',
];
/** Small jobs are over before the optimizing compiler pays; one that is measured needs it. */
export const QUICK_START: readonly string[] = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  // Without the optimizing compiler the JVM reserves too little for the classes of some hundred jobs.
  '-XX:ReservedCodeCacheSize=512m',
];

/**
 * A real Flink, kept warm in a JVM of its own: what the local engine's answers are compared with.
 *
 * Calls may overlap; Flink takes them one after the other. The JVM ends with `stop()`, and with this process at the
 * latest, even if that is killed, because it then reads the end of its input.
 */
export class FlinkOracle {
  readonly #jvm: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<string, Waiting>();
  readonly #lastLines: string[] = [];
  readonly #exited: Promise<void>;
  readonly #kill = () => this.#jvm.kill('SIGKILL');
  #ended: FlinkError | undefined;
  #requests = 0;

  private constructor(jvm: ChildProcessWithoutNullStreams, java: string) {
    this.#jvm = jvm;
    createInterface({ input: jvm.stdout }).on('line', (line) => this.#receive(line));
    createInterface({ input: jvm.stderr }).on('line', (line) => {
      this.#lastLines.push(line);
      if (this.#lastLines.length > REMEMBERED_LINES) this.#lastLines.shift();
    });
    // Writing to a JVM that has just ended is told by its 'close', not by this.
    jvm.stdin.on('error', () => {});
    this.#exited = new Promise((resolve) => {
      jvm.once('error', (failure: NodeJS.ErrnoException) => {
        this.#end(
          failure.code === 'ENOENT'
            ? `Flink needs Java, and \`${java}\` was not found; Debian and Ubuntu: apt-get install openjdk-17-jre-headless`
            : `Flink's JVM did not start: ${failure.message}`,
        );
        resolve();
      });
      jvm.once('close', (code, signal) => {
        this.#end(
          `Flink's JVM ended (${signal ?? `exit code ${code}`})${this.#lastLines.map((l) => `\n${l}`).join('')}`,
        );
        resolve();
      });
    });
    process.once('exit', this.#kill);
    this.#exited.then(() => process.off('exit', this.#kill));
  }

  /** Starts the JVM and its cluster; resolves when the first job can be run. */
  static async start({
    classpath,
    java = defaultJava(),
    jvmOptions = QUICK_START,
  }: FlinkOracleOptions): Promise<FlinkOracle> {
    const path = classpath.join(process.platform === 'win32' ? ';' : ':');
    const args = [...FLINK_JAVA_OPTIONS, ...jvmOptions, '-cp', path, 'io.millrace.bridge.Main', '--serve'];
    const oracle = new FlinkOracle(spawn(java, args, { stdio: 'pipe' }), java);
    await oracle.#ask({ mode: 'ping' });
    return oracle;
  }

  /** Runs a bounded job to its end. */
  async run(script: string, properties: readonly PropertyGroup[]): Promise<FlinkRun> {
    const {
      millis = 0,
      counters = { tables: {}, numLateRecordsDropped: 0 },
      collected = {},
    } = await this.#ask({ mode: 'run', script, properties });
    return { millis, counters, collected };
  }

  /** Flink's EXPLAIN of the statement set, with changelog modes. */
  async explain(script: string, properties: readonly PropertyGroup[]): Promise<string> {
    const { explain = '' } = await this.#ask({ mode: 'explain', script, properties });
    return explain;
  }

  /** Flink's compiled plan of the statement set, as JSON. Nothing is connected to. */
  async compile(script: string, properties: readonly PropertyGroup[]): Promise<string> {
    const { plan = '' } = await this.#ask({ mode: 'compile', script, properties });
    return plan;
  }

  /**
   * Starts a job that need not end, or a plan compiled from its script; from then on Flink's REST API controls it.
   * @returns the URL of the job there
   */
  async start(script: string, properties: readonly PropertyGroup[], plan?: string): Promise<string> {
    const { job, dashboard } = await this.#ask({ mode: 'start', script, properties, plan });
    return `${dashboard}/jobs/${job}`;
  }

  /** Ends the JVM. A job still running is given up, its caller told. */
  async stop(): Promise<void> {
    const busy = this.#waiting.size > 0;
    this.#end('this FlinkOracle was stopped');
    this.#jvm.stdin.end();
    // Idle, it ends at the end of its input; a job might keep it from that for ever.
    if (busy) this.#jvm.kill('SIGTERM');
    const late = setTimeout(this.#kill, PATIENCE_AT_STOP_MS);
    await this.#exited;
    clearTimeout(late);
  }

  #ask(
    request:
      | { mode: 'ping' }
      | {
          mode: 'run' | 'start' | 'compile' | 'explain';
          script: string;
          properties: readonly PropertyGroup[];
          plan?: string | undefined;
        },
  ) {
    return new Promise<Answer>((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const id = String(++this.#requests);
      this.#waiting.set(id, { script: 'script' in request ? request.script : '', resolve, reject });
      this.#jvm.stdin.write(`${JSON.stringify({ properties: [], ...request, id })}\n`);
    });
  }

  #receive(line: string): void {
    const answer = JSON.parse(line) as Answer;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer);
    else waiting?.reject(new FlinkError(located(answer.error ?? '', waiting.script)));
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = new FlinkError(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

function defaultJava(): string {
  const home = process.env.JAVA_HOME;
  return home ? join(home, 'bin', 'java') : 'java';
}
