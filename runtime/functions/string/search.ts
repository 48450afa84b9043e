import { type AnyExpr, call, type Expr } from '../../expr';
import { type Boolean_, boolean } from '../../types/boolean';
import { int } from '../../types/int';
import type { CharacterKind } from '../../types/kinds';
import { strict } from '../code';
import type { Code, ScalarFunction } from '../function';
import { argument, builtIn, character, define, type Is, int32, type Stages } from '../signature';

/**
 * `CHAR_LENGTH(x)`: the code points of x, an INT; '💧' has one. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const charLength = define('CHAR_LENGTH', [character], int, { code: strict(([x]) => `$.codePoints(${x})`) });

/**
 * `POSITION(part IN x)`: where x first has the part, in code points from 1; 0 when it has not. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const position = define('POSITION', [character, character], int, {
  sql: ([part, x]) => `POSITION(${part} IN ${x})`,
  code: strict(([part, x]) => `$.position(${part}, ${x}, 1)`),
});

/**
 * `INSTR(x, part)`: where x first has the part, in code points from 1; 0 when it has not. NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const instr = define('INSTR', [character, character], int, {
  code: strict(([x, part]) => `$.position(${part}, ${x}, 1)`),
});

/**
 * `LOCATE(part, x[, from])`: where x first has the part at or behind a place, in code points from 1; 0 when it has not.
 * NULL gives NULL.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const locate = define('LOCATE', [character, character], int, {
  optional: int32,
  code: strict(([part, x, from]) => `$.position(${part}, ${x}, ${from ?? '1'})`),
});

/** FALSE for NULL. */
function test<Name extends string>(name: Name, helper: string) {
  const definition: ScalarFunction = {
    name,
    type: () => boolean,
    code: ([x]) => {
      const { value, isNull } = x as Code;
      const is = `$.${helper}(${value})`;
      return { value: isNull === 'false' ? is : `(!${isNull} && ${is})`, isNull: 'false' };
    },
  };
  return builtIn(
    definition,
    <X extends AnyExpr | string>(x: X & Is<X, CharacterKind, Name>): Expr<Boolean_, Stages<X>> =>
      call(definition, [argument(name, character, x)]) as never,
  );
}

/**
 * `IS_ALPHA(x)`: whether x is made of letters only; '' and NULL are not.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const isAlpha = test('IS_ALPHA', 'isAlpha');

/**
 * `IS_DIGIT(x)`: whether x is made of digits only; '' and NULL are not.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const isDigit = test('IS_DIGIT', 'isDigit');

/**
 * `IS_DECIMAL(x)`: whether x can be read as a number; NULL cannot.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#string-functions
 */
export const isDecimal = test('IS_DECIMAL', 'isDecimal');
