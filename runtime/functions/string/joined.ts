import { string } from '../../types/string';
import { withNullability } from '../../types/type';
import { strict } from '../code';
import { anyNullable, type ScalarFunction } from '../function';

/** `a || b`, always as a STRING: of texts of limited length Flink gives one with room for both. */
export const joined: ScalarFunction = {
  name: '||',
  infix: true,
  type: (args) => withNullability(string, anyNullable(args)),
  sql: ([a, b], types) =>
    types.every(({ kind }) => kind === 'STRING') ? `${a} || ${b}` : `CAST(${a} || ${b} AS STRING)`,
  code: strict(([a, b]) => `${a} + ${b}`),
};
