/** Names and texts that want to be more than they are, through the language into a real Flink and back. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type Job, job, lit, MillraceError, script, sink, source, t } from 'millrace';
import { identifier } from '../../runtime/sql/identifiers';
import type { FlinkOracle } from '../../runtime/testing/flink';
import type { AnyRow } from '../../runtime/testing/rows';
import { multiset } from '../engine/run';
import { runOnFlink } from './both';

const PIECES = [
  ...[
    '`',
    '``',
    "'",
    "''",
    '"',
    '--',
    '-- ',
    '/*',
    '*/',
    '/*+ OPTIONS() */',
    ';',
    ';\n',
    '\n',
    '\r\n',
    '\r',
    '\n--',
    'END;',
  ],
  ...['\0', '\t', '\u001f', '\u007f', '\u0085', '\u009f', '\u2028', '\u2029', '\ufeff', '\u00a0', '\u3000', '\u200b'],
  ...[
    '\u200e',
    '\u200f',
    '\u061c',
    '\u202a',
    '\u202e',
    '\u2066',
    '\u2069',
    '😀',
    '👨‍👩‍👧',
    'e\u0301',
    'İ',
    'ß',
    '\ud800',
    '\udfff',
    '\uffff',
  ],
  ...[
    '$',
    '${',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it must stay as it is
    '${x}',
    '#{',
    '%s',
    '{}',
    '\\',
    '\\\\',
    '\\n',
    '\\u000a',
    '\\000a',
    "U&'",
    'U&',
    "X'",
    "_utf8'",
    '@',
    '?',
    ':a',
  ],
  ...['SELECT', ' FROM ', 'NULL', '(', ')', ',', '.', '*', '=', '<', '&', '|', '^', '~', '!', '[', ']', ' ', '0', 'é'],
];
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
/** Mostly short; some as long as Flink's names may be, and some of 10,000 characters and more. */
const text = fc
  .tuple(
    fc.array(piece, { maxLength: 6 }),
    fc.oneof(
      { weight: 60, arbitrary: fc.constant(1) },
      { weight: 3, arbitrary: fc.integer({ min: 2, max: 256 }) },
      { weight: 1, arbitrary: fc.constant(10_000) },
    ),
  )
  .map(([pieces, times]) => pieces.join('').repeat(times).slice(0, 12_000));

export interface Verdict {
  /** How many names, and as many texts, have come through Flink. */
  readonly cases: number;
  /** Those that the language has refused before, by the reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly statements: number;
}

const COLUMNS = 300;
const seed = source('seed', { one: t.int });
const isHalf = (value: string): boolean => Buffer.from(value).toString() !== value;

/** Whether the language takes it. What it refuses must be what Flink could not take, or people not read. */
function taken(
  refused: Record<string, number>,
  what: string,
  use: () => unknown,
  reasons: readonly boolean[],
): boolean {
  try {
    use();
  } catch (error) {
    if (!(error instanceof MillraceError) || !reasons.includes(true)) throw error;
    const why = `${what}: ${error.code}, ${['blank', 'a control', 'half a pair', 'too long'][reasons.indexOf(true)]}`;
    refused[why] = (refused[why] ?? 0) + 1;
    return false;
  }
  if (reasons.includes(true)) throw new Error(`taken, and should not: ${JSON.stringify(what)}`);
  return true;
}

/** Each name names a column of a table, of a subquery and of the sink; each text is its value, and a condition. */
function jobOf(names: readonly string[], texts: readonly string[]): Job {
  const schema = Object.fromEntries(names.map((name) => [name, t.string]));
  const literals = Object.fromEntries(names.map((name, i) => [name, lit(texts[i] as string, t.string)]));
  const [name, value] = [names[0] as string, texts[0] as string];
  const rows = seed
    .select(() => literals)
    .where((c) => (c[name] as NonNullable<(typeof c)[string]>).ne(`${value}x`))
    .select((c) => Object.fromEntries(names.map((n) => [n, c[n] as NonNullable<(typeof c)[string]>])));
  return job('nasty', { lane: 'fast' }, [rows.insertInto(sink('out', schema) as never)]);
}

/**
 * Brings so many names, no two alike, and as many texts through Flink.
 * @throws Error with the first that does not come back as it was
 */
export async function tryNasty(flink: FlinkOracle, seedOf: number, cases: number): Promise<Verdict> {
  const refused: Record<string, number> = {};
  const some = (n: number, take: (value: string) => boolean): string[] => {
    const found = new Set<string>();
    // Names are mostly refused at random; those that are not must be enough.
    for (const value of fc.sample(text, { seed: seedOf * 2 + n, numRuns: 6 * cases })) {
      if (found.size < cases && take(value)) found.add(value);
    }
    if (found.size < cases) throw new Error(`only ${found.size} of ${cases} are taken`);
    return [...found];
  };
  const texts = some(0, (value) =>
    taken(refused, 'text', () => lit(value, t.string), [false, false, isHalf(value), false]),
  );
  const control = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
  const names = some(1, (name) =>
    taken(refused, 'name', () => identifier(name), [
      /^\p{Zs}*$/u.test(name),
      control.test(name),
      isHalf(name),
      name.length > 256,
    ]),
  );
  let statements = 0;
  for (let at = 0; at < cases; at += COLUMNS) {
    const columns = names.slice(at, at + COLUMNS);
    const values = texts.slice(at, at + COLUMNS);
    const given = jobOf(columns, values);
    const sql = script(given);
    // Statements end where a line ends in a semicolon: the tables, the view of the source, two inserts and END.
    const lines = sql.split('\n');
    const ends = lines.filter((line) => line.endsWith(';')).length;
    const settings = lines.filter((line) => line.startsWith('SET ')).length;
    if (ends !== settings + 3 + 1 + 2 + 1) throw new Error(`a statement was cut: ${sql}`);
    // Flink refuses what is more or less than one statement; what it then has computed tells whether it is this one.
    const { tables } = await runOnFlink(flink, given, [{ one: 1 }], { sql });
    const expected: AnyRow = Object.fromEntries(columns.map((name, i) => [name, values[i]]));
    if (!isDeepStrictEqual(tables.out, multiset([expected])))
      throw new Error(`came back changed: ${JSON.stringify(expected)}\n${JSON.stringify(tables.out)}`);
    statements += ends;
  }
  return { cases, refused, statements };
}
