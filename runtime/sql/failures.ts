/** What Flink says of a script, said of the TypeScript that the script is made from. */
import { placeOf } from './comments';

/**
 * A message of the bridge with the place in TypeScript that it is about, on a line of its own. The bridge gives positions
 * in the script: `line 30 of the script` of a statement and, where Flink knows it, `at line 31, column 36` of what is wrong
 * there. A message that names no statement is about something else, such as a line of data.
 */
export function located(message: string, script: string): string {
  const statement = /\bline (\d+) of the script/.exec(message);
  if (!statement) return message;
  for (const found of [/\bline (\d+), column \d+/.exec(message), statement]) {
    const place = found && placeOf(script, Number(found[1]));
    if (place) return `${message}\n  at ${place.at} (${place.call})`;
  }
  return message;
}
