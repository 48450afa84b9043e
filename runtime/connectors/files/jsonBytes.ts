/** Small readings of bytes that the JSON scanner is made of. */

/** No place: what a reading returns that gives up; the scanner has its own, a local constant is faster. */
const UNUSUAL = -1;
const TAB = 9;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const BACKSLASH = 92;

/** The next place with anything but JSON's spaces; a line end is none here. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== RETURN) return at;
    at++;
  }
}

/** The closing quote of a string of ASCII without escapes; other bytes would have to be checked for UTF-8. */
export function plainStringEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (!(byte >= SPACE && byte < 128) || byte === BACKSLASH) return UNUSUAL;
    at++;
  }
}

export function plainDigitsEnd(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= 57) at++;
  return at;
}

export function isWord(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

/** Two digits as a number; negative when they are none, so that no range check lets them pass. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}
