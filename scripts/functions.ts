/** `npm run docs:functions` writes docs/functions.md: Flink's built-ins, and what became of each here. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as functions from '../runtime/functions';
import type { AggregateFunction, ScalarFunction } from '../runtime/functions/function';
import { definitionOf } from '../runtime/functions/signature';
import { called, caseFiles } from '../test/functions/run';
import { BUILT_INS, type BuiltIn } from './built-ins';

const FILE = join(__dirname, '..', 'docs', 'functions.md');
const HEAD = `# Flink's functions, and what they are called here

Written by \`npm run docs:functions\`; a test fails while it is not up to date. The groups and names are those of Flink 1.20's
[list](https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/). *Local*: the
local runtime computes it, for the types of which it holds values. *Verified*: a case in \`test/functions/cases\` gives a real
Flink's value and type, and the local runtime's where it has one.

Functions of your own, written in Java, are declared with \`scalarFunction\`, \`aggregateFunction\` and \`tableFunction\`,
each with its TypeScript for the local runtime. \`MILLRACE_JARS\` names the JARs of their classes: \`run --engine flink\`,
\`build\` and \`explain --flink\` put them on the class path, and \`npm run plan\` merges them into the one JAR that the
managed service takes. What is missing altogether is written with \`sql(type)\`, on Flink only.
`;

type Definition = ScalarFunction | AggregateFunction;

/** Exported functions by the name of what they call. */
export function exported(): Map<string, { readonly name: string; readonly definition: Definition }[]> {
  const found = new Map<string, { name: string; definition: Definition }[]>();
  for (const [name, value] of Object.entries(functions)) {
    const definition = definitionOf(value);
    if (definition) found.set(definition.name, [...(found.get(definition.name) ?? []), { name, definition }]);
  }
  return found;
}

const isLocal = (definition: Definition): boolean =>
  'code' in definition ? definition.code !== undefined : 'local' in definition && definition.local !== undefined;

export function table(): string {
  const known = exported();
  const verified = new Set(caseFiles().flatMap(({ cases }) => cases.flatMap(([expr]) => called(expr.node))));
  const row = (one: BuiltIn): string => {
    const flink = `\`${one.flink.replaceAll('|', '\\|')}\``;
    if (one.not) return `| ${flink} | not offered: ${one.not} | | |`;
    const ours = known.get(one.name ?? one.flink) ?? [];
    const names = one.as ?? ours.map(({ name }) => `\`${name}\``).join(', ');
    if (names === '') return `| ${flink} | not yet | | |`;
    const why = ours.map(({ definition }) => ('onlyOnFlink' in definition ? definition.onlyOnFlink : undefined));
    const isHere = one.local ?? ours.some(({ definition }) => isLocal(definition));
    const local = isHere ? 'local' : why[0] ? `on Flink only: ${why[0]}` : '';
    return `| ${flink} | ${names.replaceAll('|', '\\|')} | ${local} | ${verified.has(one.name ?? one.flink) ? 'verified' : ''} |`;
  };
  const groups = Object.entries(BUILT_INS).map(
    ([group, list]) => `## ${group}\n\n| Flink | here | | |\n|---|---|---|---|\n${list.map(row).join('\n')}\n`,
  );
  return [HEAD, ...groups].join('\n');
}

export const isUpToDate = (): boolean => readFileSync(FILE, 'utf8') === table();

if (require.main === module) writeFileSync(FILE, table());
