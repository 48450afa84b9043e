import { boolean } from '../../types/boolean';
import { withNullability } from '../../types/type';
import { literalText, ofValues } from '../called';
import { strict } from '../code';
import { anyNullable, notLocal, type ScalarFunction } from '../function';
import { similarPattern, unsupportedIn } from '../support/patterns';

function matching(name: string, code?: ScalarFunction['code']): ScalarFunction {
  return {
    name,
    infix: true,
    type: (args) => withNullability(boolean, anyNullable(args)),
    sql: ([x, pattern, by]) => `${x} ${name} ${pattern}${by === undefined ? '' : ` ESCAPE ${by}`}`,
    ...(code && { code }),
  };
}

/** `x LIKE pattern`: `%` stands for any text, `_` for one code point. */
export const like = matching(
  'LIKE',
  strict(([x, pattern, by]) => `$.like(${x}, ${pattern}, ${by ?? "''"})`),
);
/** `x SIMILAR TO pattern`: an SQL regular expression of the whole text. */
export const similarTo = matching(
  'SIMILAR TO',
  ofValues(([x, pattern, by], _, __, nodes) => {
    const [text, escaping] = [literalText(nodes?.[1]), nodes?.[2] ? literalText(nodes[2]) : ''];
    const why =
      text === undefined || escaping === undefined ? undefined : unsupportedIn(similarPattern(text, escaping));
    if (why !== undefined) throw notLocal(`SIMILAR TO ${JSON.stringify(text)}`, `it has ${why}`);
    return `$.similar(${x}, ${pattern}, ${by ?? "''"})`;
  }),
);
