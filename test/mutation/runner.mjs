/** Stryker's test runner for this project: all tests in one process, in which a mutant is a switch. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import vm from 'node:vm';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { build } from 'esbuild';

/** What instrumented code reads and writes. */
globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;

class Runner {
  #script;
  #tests = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const { outputFiles } = await build({
      // Stryker has gone to its sandbox since esbuild looked where it is.
      absWorkingDir: process.cwd(),
      entryPoints: [join('test', 'mutation', 'suite.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
      alias: {
        millrace: './runtime/index.ts',
        'millrace/engine': './runtime/engine/index.ts',
        'millrace/testing': './runtime/testing/index.ts',
      },
      write: false,
      logLevel: 'silent',
    });
    this.#script = new vm.Script(`(function (require, module, exports, __dirname) {${outputFiles[0].text}\n})`);
  }

  #load() {
    const require = createRequire(join(process.cwd(), 'package.json'));
    const module = { exports: {} };
    this.#script.runInThisContext()(require, module, module.exports, join(process.cwd(), 'test', 'mutation'));
    this.#tests = module.exports.tests;
  }

  async dryRun() {
    stryker.activeMutant = undefined;
    stryker.mutantCoverage = { static: {}, perTest: {} };
    stryker.currentTestId = undefined;
    this.#load();
    const tests = [];
    for (const { name, run } of this.#tests) {
      stryker.currentTestId = name;
      const started = performance.now();
      const failure = await failureOf(run);
      const test = { id: name, name, timeSpentMs: performance.now() - started };
      tests.push(
        failure === undefined ? { ...test, status: 'success' } : { ...test, status: 'failed', failureMessage: failure },
      );
    }
    stryker.currentTestId = undefined;
    const { mutantCoverage } = stryker;
    stryker.mutantCoverage = undefined;
    return { status: 'complete', tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    stryker.hitLimit = hitLimit;
    stryker.mutantCoverage = undefined;
    stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    try {
      if (reloadEnvironment || this.#tests.length === 0) this.#load();
    } catch (failure) {
      // A program that cannot even be loaded is found by every test.
      return { status: 'killed', killedBy: ['loading'], failureMessage: String(failure), nrOfTests: 0 };
    }
    stryker.activeMutant = activeMutant.id;
    const chosen = testFilter ? this.#tests.filter(({ name }) => testFilter.includes(name)) : this.#tests;
    let nrOfTests = 0;
    for (const { name, run } of chosen) {
      nrOfTests++;
      const failure = await failureOf(run);
      if (stryker.hitCount > stryker.hitLimit) return { status: 'timeout', reason: 'hit limit' };
      if (failure !== undefined) return { status: 'killed', killedBy: [name], failureMessage: failure, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }
}

async function failureOf(run) {
  try {
    await run();
    return undefined;
  } catch (failure) {
    return String(failure?.message ?? failure);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'millrace', Runner)];
