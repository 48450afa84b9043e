/** Every case of every function: Flink's type and value against ours, and the local engine's value where it has one. */
import { basename } from 'node:path';
import { useFlink } from '../flink/oracle';
import { type Answer, caseFiles, flinkAnswers, localAnswer } from './run';

const flink = useFlink();

describe.each(caseFiles().map((file) => [basename(file.file, '.ts'), file] as const))('%s', (_, file) => {
  let answers: Answer[];
  beforeAll(async () => {
    answers = await flinkAnswers(flink(), file);
  }, 600_000);

  it('has the types that Flink gives', () => {
    expect(file.cases.map(([expr, , untyped], i) => `${i}: ${untyped ? undefined : expr.type.sql}`)).toEqual(
      answers.map(({ type }, i) => `${i}: ${type}`),
    );
  });

  it('has the values that Flink gives', () => {
    for (const [i, [, expected]] of file.cases.entries()) {
      const value = answers[i]?.value;
      if (expected instanceof RegExp) expect(value).toMatch(expected);
      else expect(`${i}: ${value}`).toBe(`${i}: ${expected}`);
    }
  });

  it('has the same values on the local runtime where that computes them', () => {
    for (const [i, one] of file.cases.entries()) {
      const local = localAnswer(file, one);
      if (local !== undefined && !(one[1] instanceof RegExp))
        expect(`${i}: ${local}`).toBe(`${i}: ${answers[i]?.value}`);
    }
  });
});
