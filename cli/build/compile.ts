/** Compiles a script on the JVM. Nothing is connected to, and no bound table needs to exist. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildBridge } from '../../bridge/build';
import { userJars } from '../../bridge/jars';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { MillraceError } from '../../runtime/errors';
import { located } from '../../runtime/sql/failures';
import { FLINK_JAVA_OPTIONS, QUICK_START } from '../../runtime/testing/flink';

/** @throws MillraceError MISSING_TOOL without a JVM, BRIDGE_FAILED when Flink refuses the script. */
export const compilePlan = (script: string, properties: readonly PropertyGroup[]): Promise<string> =>
  plan('--compile', script, properties);

/** Flink's EXPLAIN of the script, for people. @throws MillraceError MISSING_TOOL, BRIDGE_FAILED */
export const explainPlan = (script: string, properties: readonly PropertyGroup[]): Promise<string> =>
  plan('--explain', script, properties);

async function plan(
  mode: '--compile' | '--explain',
  script: string,
  properties: readonly PropertyGroup[],
): Promise<string> {
  const { classpath } = await buildBridge();
  // Readable by nobody else: the options may be secret.
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  try {
    const [sql, groups] = [join(folder, 'job.sql'), join(folder, 'properties.json')];
    writeFileSync(sql, script);
    writeFileSync(groups, JSON.stringify(properties));
    const main = ['-cp', [...classpath, ...userJars()].join(delimiter), 'io.millrace.bridge.Main'];
    const files = ['--script', sql, '--properties', groups];
    const args = [...FLINK_JAVA_OPTIONS, ...QUICK_START, ...main, ...files, mode];
    return await java(args, script);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function java(args: readonly string[], script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('java', args, { maxBuffer: 256 * 1024 * 1024 }, (failure, stdout, stderr) => {
      if (!failure) return resolve(stdout.replaceAll('\r\n', '\n'));
      if (failure.code === ('ENOENT' as unknown)) {
        return reject(
          new MillraceError(
            'MISSING_TOOL',
            "Flink's planner needs Java, and there is no java on the PATH",
            'Debian and Ubuntu: apt-get install openjdk-17-jdk-headless',
          ),
        );
      }
      reject(new MillraceError('BRIDGE_FAILED', located(stderr.trim() || failure.message, script)));
    });
  });
}
