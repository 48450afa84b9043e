/** What Flink says of a script, said of the TypeScript that the script is made from. */
import { placeOf } from './comments';

/**
 * A message of the bridge with the place in TypeScript that it is about, on a line of its own. The bridge gives positions
 * in the script: `at line 31, column 36` of what is wrong, where Flink knows it, and `line 30 of the script` of its
 * statement. A message without any is not about the script.
 */
export function located(message: string, script: string): string {
  const lines = [/\bline (\d+), column \d+/.exec(message), /\bline (\d+) of the script/.exec(message)];
  for (const found of lines) {
    const place = found && placeOf(script, Number(found[1]));
    if (place) return `${message}\n  at ${place.at} (${place.call})`;
  }
  return message;
}
