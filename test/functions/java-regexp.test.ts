/** Random patterns on random texts: what is translated matches as Java itself does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidPattern, translate, UnsupportedPattern } from '../../runtime/functions/support/java-regexp';

const ATOMS = [
  ...[
    'a',
    'b',
    'A',
    'é',
    'É',
    '💧',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\S',
    '\\W',
    '\\D',
    '[ab]',
    '[^a]',
    '[a-c💧]',
    '[^\\s-]',
  ],
  ...['[\\w.]', '\\b', '\\B', '^', '$', '\\Z', '\\z', '(a)', '(a|b)', '(?:a|(b))', '(b)?', '(?=a)', '(?!b)', '(?<=a)'],
  ...['(?<!b)', '\\p{L}', '\\p{Lu}', '\\P{L}', '\\p{Punct}', '\\P{Upper}', '[^\\p{L}]', '\\x41', '\\u00e9', '\\.'],
  ...['\\Qa.b\\E', '\\h', '\\v', '-', '_', '\n', '(?i)', '(?s)', '(?m)', '(?-i)', '(?i:é[a-c])', '\\1', '1', '(ab|a)'],
  ...['\\t', '[-a]', '[a-]', '}', ']', '\u0301', '(?<x>b)', 'ſ', 'k', '[^a-z]', '[', ')', '(', '*', '\\', '[b-a]'],
];
const TIMES = ['', '', '', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '*?', '+?', '??', '++'];
const CHARACTERS = [
  ...['a', 'b', 'A', 'B', 'é', 'É', '💧', '1', '_', '-', '.', ' ', '\n', '\r', '\r\n', '\u0085', '\u2028', '\u0301'],
  ...['K', 'ſ', '\t', '\u00a0', 'ß', 'x'],
];

/** Mulberry32: the same cases every time. */
function randoms(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

describe('regular expressions of Java', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  beforeAll(() => {
    execFileSync('javac', ['-d', folder, join(__dirname, 'JavaMatches.java')]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('match in JavaScript what they match in Java, or are refused', () => {
    const random = randoms(7);
    const one = (of: readonly string[]): string => of[random(of.length)] as string;
    const cases: { pattern: string; text: string; mine: string; hidesGroups: boolean }[] = [];
    let refused = 0;
    while (cases.length < 20_000) {
      const pattern = Array.from({ length: 1 + random(4) }, () => one(ATOMS) + one(TIMES)).join(
        random(5) === 0 ? '|' : '',
      );
      const text = Array.from({ length: random(8) }, () => one(CHARACTERS)).join('');
      try {
        const { source, canBeEmpty, groupsDiffer } = translate(pattern);
        // Java cuts characters in two there, which is refused where it is met.
        if (canBeEmpty && text.includes('💧')) continue;
        const matches = [...text.matchAll(new RegExp(source, 'gu'))];
        cases.push({ pattern, text, mine: matches.map(shown).join(''), hidesGroups: groupsDiffer });
      } catch (failure) {
        if (failure instanceof InvalidPattern) cases.push({ pattern, text, mine: '!', hidesGroups: false });
        else if (failure instanceof UnsupportedPattern) refused++;
        else throw failure;
      }
    }
    const input = cases.map(({ pattern, text }) => `${base64(pattern)}\t${base64(text)}\n`).join('');
    const java = execFileSync('java', ['-cp', folder, 'JavaMatches'], { input, maxBuffer: 1e9 }).toString().split('\n');
    const whole = (matches: string) => matches.replace(/\[([^|\]]*)[^\]]*\]/g, '[$1]');
    const different = cases.flatMap(({ pattern, text, mine, hidesGroups }, i) => {
      const theirs = java[i] as string;
      const isSame = hidesGroups ? whole(mine) === whole(theirs) : mine === theirs;
      return isSame ? [] : [`${JSON.stringify(pattern)} on ${JSON.stringify(text)}: ${theirs}, here ${mine}`];
    });
    expect(different).toEqual([]);
    expect(refused).toBeLessThan(cases.length * 2);
  }, 120_000);
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const shown = (match: RegExpMatchArray): string =>
  `[${Array.from(match, (group) => `${group === undefined ? '~' : base64(group)}|`).join('')}]`;
