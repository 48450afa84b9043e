import type { Summary } from './oracle';

/** Counts for people: verdicts, why cases were not compared, and what was compared how often. */
export function printSummary({ verdicts, skipped, tally, rows }: Summary): string {
  const counted = (of: ReadonlyMap<string, number>): string =>
    [...of]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([name, n]) => `${name} ${n}`)
      .join(', ');
  const why = [...skipped]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(
      ([what, numbers]) =>
        `  ${numbers.length}: ${what} (${numbers.slice(0, 3).join(', ')}${numbers.length > 3 ? ', …' : ''})`,
    );
  return [
    `${verdicts.same} the same (${rows} rows), ${verdicts.bothFailed} fail on both, ${verdicts.different} different, ${verdicts.notLocal} not local, ${verdicts.refused} not planned`,
    ...(why.length > 0 ? ['not compared:', ...why] : []),
    `operators: ${counted(tally.operators)}`,
    `types: ${counted(tally.types)}`,
    `functions: ${counted(tally.functions)}`,
    '',
  ].join('\n');
}
