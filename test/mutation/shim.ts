/** Just so much of jest as tests without a JVM need: they run again and again in one process, with one mutant after another. */
import { expect } from 'expect';

export interface Test {
  readonly name: string;
  run(): unknown;
}

export const tests: Test[] = [];
const scopes: string[] = [];

const it = (name: string, run: () => unknown): void => {
  const full = [...scopes, name].join(' › ');
  const twice = tests.filter((test) => test.name === full || test.name.startsWith(`${full} #`)).length;
  tests.push({ name: twice > 0 ? `${full} #${twice + 1}` : full, run });
};
const describe = (name: string, body: () => void): void => {
  scopes.push(name);
  body();
  scopes.pop();
};
const each =
  (define: (name: string, run: () => unknown) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, run: (...args: unknown[]) => unknown): void => {
    for (const row of rows) {
      const args = Array.isArray(row) ? row : [row];
      define(`${name} ${String(args[0])}`, () => run(...args));
    }
  };
it.each = each(it);
describe.each = each(describe as typeof it);

Object.assign(globalThis, { it, test: it, describe, expect });
