import { MillraceError } from '../errors';

/** A quoted identifier. @throws MillraceError INVALID_IDENTIFIER for an empty name or one with control characters. */
export function identifier(name: string): string {
  // A script is split where a line ends in `;`: no identifier may bring a line break of its own.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (name === '' || /[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(name)) {
    throw new MillraceError(
      'INVALID_IDENTIFIER',
      `${JSON.stringify(name)} cannot be a name in SQL: it is empty or has a control character`,
      'Use printable characters.',
    );
  }
  return `\`${name.replaceAll('`', '``')}\``;
}
