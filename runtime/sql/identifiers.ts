import { MillraceError } from '../errors';
import { isWellFormed } from './literals';

/** Flink's own limit, in UTF-16 units. */
const LONGEST = 256;
/**
 * A script is split where a line ends in `;`, so that no identifier may bring a line break of its own; and it is read
 * before it runs, so that none may turn the writing round. Identifiers have no escapes.
 */
const REFUSED = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * A quoted identifier.
 * @throws MillraceError INVALID_IDENTIFIER for a name that is blank or longer than 256 UTF-16 units, or has a control
 * character or half of a surrogate pair.
 */
export function identifier(name: string): string {
  const refuse = (why: string, cure: string): never => {
    const shown = JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 79)}…`);
    throw new MillraceError('INVALID_IDENTIFIER', `${shown} cannot be a name in SQL: it ${why}`, cure);
  };
  if (/^\p{Zs}*$/u.test(name)) refuse('is blank', 'Use printable characters.');
  if (REFUSED.test(name)) refuse('has a control character', 'Use printable characters.');
  if (!isWellFormed(name)) refuse('has half of a surrogate pair', 'Use printable characters.');
  if (name.length > LONGEST) refuse(`has ${name.length} characters`, `Flink takes ${LONGEST}.`);
  return `\`${name.replaceAll('`', '``')}\``;
}
