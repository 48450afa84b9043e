/** Comments by which a script says where in TypeScript each clause is written, and the way back from a line of it. */
import type { CallSite } from '../call-site';

/**
 * The comment of a call, on a line of its own before what it made: `-- jobs/averages.ts:14 select`. A script is split at
 * lines that end in `;`, and is read by people before it runs: what is in a file's name must neither end a line nor hide
 * or turn round what comes after it.
 */
export function comment({ at = '', call = '' }: Partial<CallSite>): string | undefined {
  if (at === '') return undefined;
  const text = `${at} ${call}`
    // Separators, controls, and characters of no width, which change the direction of writing or show as nothing.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp};]/gu, '?');
  return `-- ${text}`.trimEnd();
}

/** The lines of a statement or clause under its comment. */
export const commented = (site: Partial<CallSite>, sql: string): string => [comment(site) ?? [], sql].flat().join('\n');

const COMMENT = /^(\s*)-- (.+:\d+)(?: (\w*))?$/;

/**
 * The place in TypeScript of what stands on a line of a script, counted from 1: that of the nearest comment above which is
 * not indented more, for what is deeper belongs to a subquery that has ended. Undefined outside of statements.
 */
export function placeOf(script: string, line: number): CallSite | undefined {
  const lines = script.split('\n');
  const depth = (text: string): number => /^ */.exec(text)?.[0].length as number;
  let limit = depth(lines[line - 1] ?? '');
  for (let i = line - 1; i >= 0; i--) {
    const text = lines[i] as string;
    if (i < line - 1 && text.endsWith(';')) return undefined;
    if (depth(text) > limit || text === '') continue;
    limit = Math.min(limit, depth(text));
    const found = COMMENT.exec(text);
    if (found) return { at: found[2] as string, call: found[3] ?? '' };
  }
  return undefined;
}
