/** Child processes that end with their parent, however that ends: by itself, by a signal, by SIGKILL. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * The system closes a pipe when the process that holds its other end is gone, whatever the reason. So a watcher reads a
 * pipe that nobody writes to, and ends the group of processes when that closes: first with SIGTERM, so that it can tidy
 * up, then with SIGKILL. The group keeps its number from being given away as long as the watcher itself is in it.
 */
const LEASH = `
exec 3<&0
(
  trap '' HUP INT TERM
  cat <&3 >/dev/null
  kill -s TERM -- -$$
  for i in 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9; do
    kill -0 $$ || break
    sleep 0.1
  done
  kill -s KILL -- -$$
) 2>/dev/null &
exec "$@" </dev/null 3<&-
`;

/**
 * Spawns a program in a group of its own that ends when the child's `stdin` is ended, or this process is. Its own
 * standard input is empty. 'close' comes when nothing of the group is left, if its output is a pipe.
 */
export function leashed(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const [, stdout = 'pipe', stderr = 'pipe'] = Array.isArray(options.stdio) ? options.stdio : [];
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', command, ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', stdout, stderr],
  });
  child.stdin?.on('error', () => {});
  child.once('exit', () => child.stdin?.end());
  return child;
}

const REMEMBERED_LINES = 10_000;
const LINES_IN_MESSAGES = 20;

/** A program that serves until it is stopped, and says by a line of its output that it is ready. */
export class Service {
  /** What it said on both outputs, line by line; only the last ten thousand of them. */
  readonly said: string[] = [];
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(line: string) => void>();
  readonly #gone: Promise<void>;
  #code: number | string | undefined;

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
  ) {
    this.#child = leashed(command, args, options);
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.#hear(line));
    }
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (failure) => this.#hear(failure.message)).once('error', () => resolve());
      this.#child.once('exit', (code, signal) => {
        this.#code = signal ?? code ?? 'unknown';
      });
      this.#child.once('close', () => resolve());
    });
  }

  /** For messages. */
  get lastLines(): string[] {
    return this.said.slice(-LINES_IN_MESSAGES);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the process, its watcher and their like are gone: to its exit code or the signal that ended it. */
  async ended(): Promise<number | string> {
    await this.#gone;
    return this.#code ?? 'not started';
  }

  /**
   * The first line from now on that matches, which is awaited.
   * @throws Error with its last lines when it ends before, or says no such line within `timeoutMs`.
   */
  line(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
      };
      const fail = (what: string): void => {
        done();
        reject(new Error([`${this.name} ${what}`, ...this.lastLines].join('\n')));
      };
      const listener = (line: string): void => {
        const found = pattern.exec(line);
        if (!found) return;
        done();
        resolve(found);
      };
      const timer = setTimeout(() => fail(`said nothing like ${pattern} within ${timeoutMs} ms`), timeoutMs);
      this.#listeners.add(listener);
      this.ended().then((code) => fail(`ended with ${code}`));
    });
  }

  /** Ends it and waits until nothing of it is left. */
  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.#gone;
  }

  #hear(line: string): void {
    this.said.push(line);
    if (this.said.length > REMEMBERED_LINES) this.said.shift();
    for (const listener of this.#listeners) listener(line);
  }
}
