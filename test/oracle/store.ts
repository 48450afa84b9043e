/** What Flink has answered: cases with their answers, so that they are compared again without it. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build, type Case, isValid, questionOf, sqlOf } from './case';
import type { Outcome } from './flink';

export const FLINK_VERSION = '1.20.1';
export const RECORDED = join(__dirname, '..', '..', 'fixtures', 'oracle', 'recorded.jsonl.gz');

export interface Answer {
  readonly number: number;
  readonly of: Case;
  /** Of the SQL, the records and the settings: another one, and the answer is to another question. */
  readonly question: string;
  readonly outcome: Outcome;
}

export const answerOf = (number: number, of: Case, outcome: Outcome): Answer => ({
  number,
  of,
  question: asked(of),
  outcome,
});

const asked = (of: Case): string => questionOf(of, sqlOf(build(of).job), FLINK_VERSION);

/** Whether the language makes other SQL of the case now, or refuses it. */
export const isStale = ({ of, question }: Answer): boolean => !isValid(of) || asked(of) !== question;

export function append(file: string, answers: readonly Answer[]): void {
  if (answers.length === 0) return;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, gzipSync(answers.map((answer) => `${JSON.stringify(answer)}\n`).join('')));
}

export function* answersIn(file: string): Generator<Answer, void> {
  if (!existsSync(file)) return;
  for (const line of gunzipSync(readFileSync(file)).toString().split('\n'))
    if (line !== '') yield JSON.parse(line) as Answer;
}
