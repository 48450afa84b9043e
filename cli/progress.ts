/** What a command says on stderr: sentences for people, or JSON lines with --json. */
import { styleText } from 'node:util';
import type { MillraceError } from '../runtime/errors';

let asJson = false;

const colours = (): boolean => process.stderr.isTTY === true && !process.env.NO_COLOR;

export const progress = {
  useJson(json: boolean | undefined): void {
    asJson = json === true;
  },

  /** A fact, with the words for people. */
  say(text: string, fact?: Record<string, unknown>): void {
    if (!asJson) process.stderr.write(`${text}\n`);
    else if (fact) process.stderr.write(`${JSON.stringify(fact)}\n`);
  },

  error(error: MillraceError): void {
    if (asJson) process.stderr.write(`${JSON.stringify({ error: error.code, message: error.message })}\n`);
    else process.stderr.write(`${colours() ? styleText('red', 'error') : 'error'} ${error.code}: ${error.message}\n`);
  },
};
