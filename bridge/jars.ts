/** JARs with classes of users' own functions, named by the environment variable MILLRACE_JARS. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { MillraceError } from '../runtime/errors';

/** Their paths; several are separated as in a class path. @throws MillraceError UNKNOWN_JAR */
export function userJars(env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const jars = (env.MILLRACE_JARS ?? '').split(delimiter).filter((jar) => jar !== '');
  const missing = jars.find((jar) => !existsSync(jar));
  if (missing !== undefined) {
    throw new MillraceError(
      'UNKNOWN_JAR',
      `MILLRACE_JARS names ${missing}, and there is no such file`,
      'Build it first, or mend the path.',
    );
  }
  return jars.map((jar) => resolve(jar));
}

/**
 * Puts the classes of users into an application's JAR, since the managed service takes one. The same JARs give the same
 * bytes.
 * @param jar the application's, which is changed.
 * @throws MillraceError MISSING_TOOL without a JDK, CLASS_CLASH for a file that the application has already
 */
export function mergeJars(jar: string, users: readonly string[]): void {
  for (const user of users) {
    const own = new Set(entries(jar));
    const clash = entries(user).find((entry) => !isMetadata(entry) && own.has(entry));
    if (clash !== undefined) {
      throw new MillraceError(
        'CLASS_CLASH',
        `${user} has ${clash}, and so has the application`,
        "Leave Flink and the bridge out of it: they are there already ('provided' in Maven).",
      );
    }
    const folder = mkdtempSync(join(tmpdir(), 'millrace-jar-'));
    try {
      tool(['--extract', '--file', user], folder);
      const files = entries(user)
        .filter((entry) => !isMetadata(entry))
        .sort();
      tool(['--update', '--file', jar, '--date', '1980-01-01T00:00:02Z', ...files], folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** Files, not folders. */
const entries = (jar: string): string[] =>
  tool(['--list', '--file', jar])
    .split('\n')
    .filter((entry) => entry !== '' && !entry.endsWith('/'));
/** A manifest and signatures are of one JAR alone; services are of use in any. */
const isMetadata = (entry: string): boolean => entry.startsWith('META-INF/') && !entry.startsWith('META-INF/services/');

function tool(args: readonly string[], cwd?: string): string {
  try {
    return execFileSync('jar', args, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MillraceError(
      'MISSING_TOOL',
      'merging JARs needs the JDK, and there is no jar on the PATH',
      'Debian and Ubuntu: apt-get install openjdk-17-jdk-headless',
    );
  }
}
