import { MillraceError } from '../errors';
import { type AnyExpr, call, type Expr } from '../expr';
import type { AnyType } from '../types/type';
import type { ScalarFunction } from './function';
import type { Stages } from './signature';

/**
 * SQL that this language lacks, as an expression of the type that it is said to have. Expressions are put in by their
 * SQL, texts as they stand; line breaks become blanks. The local runtime cannot compute it. Nobody but Flink checks the
 * text and its type.
 * @example sql(t.string)`UPPER(${m.name})`
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/
 * @throws MillraceError INVALID_SQL for a text that would not stay within its place: with a semicolon, a comment or a
 * quote or parenthesis that is not closed.
 */
export const sql =
  <T extends AnyType>(type: T) =>
  <const A extends readonly AnyExpr[]>(texts: TemplateStringsArray, ...parts: A): Expr<T, Stages<A[number]>> => {
    const lines = texts.map((text) => text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' '));
    refuseLooseEnds(lines);
    const definition: ScalarFunction = {
      name: `sql\`${lines.join('…').trim()}\``,
      type: () => type,
      // In parentheses, so that it is one operand wherever it stands.
      sql: (args) => `(${lines.map((line, i) => line + (args[i] ?? '')).join('')})`,
    };
    return call(
      definition,
      parts.map(({ node }) => node),
    ) as never;
  };

/** @throws MillraceError INVALID_SQL */
function refuseLooseEnds(texts: readonly string[]): void {
  let quote = '';
  let open = 0;
  const refuse = (what: string): never => {
    throw new MillraceError(
      'INVALID_SQL',
      `sql\`${texts.join('…')}\`: ${what}`,
      'Give one expression, complete in itself.',
    );
  };
  for (const [i, text] of texts.entries()) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) refuse('it has a control character');
    for (let at = 0; at < text.length; at++) {
      const c = text[at] as string;
      if (quote !== '') {
        // A quote that is doubled closes and opens again.
        if (c === quote) quote = '';
        continue;
      }
      const two = text.slice(at, at + 2);
      if (c === ';') refuse('it has a semicolon, which ends a statement');
      if (two === '--' || two === '/*' || two === '*/') refuse('it has a comment');
      if (c === "'" || c === '`' || c === '"') quote = c;
      else if (c === '(' || c === '[') open++;
      else if ((c === ')' || c === ']') && --open < 0) refuse(`it closes a ${c} that it has not opened`);
    }
    if (quote !== '' && i < texts.length - 1) refuse('an expression stands within quotes');
  }
  if (quote !== '') refuse(`a ${quote} is not closed`);
  if (open > 0) refuse('a parenthesis is not closed');
  if (texts.join('').trim() === '' && texts.length === 1) refuse('it is empty');
}
