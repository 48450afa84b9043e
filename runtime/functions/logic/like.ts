import { boolean } from '../../types/boolean';
import { withNullability } from '../../types/type';
import { strict } from '../code';
import { anyNullable, type ScalarFunction } from '../function';

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
export const similarTo = matching('SIMILAR TO');
