/** Lengths and precisions in parentheses: as types where they are literal, and as checks for those who come without types. */
import { MillraceError } from '../errors';
import type { Mistake } from './mistake';

/** Flink's greatest length of characters and bytes. */
const LONGEST = 2_147_483_647;

/** Refuses a literal length that no CHAR, VARCHAR, BINARY or VARBINARY has. */
export type Length<N extends number> = `${N}` extends '0' | `-${string}` | `${string}.${string}`
  ? Mistake<'a length is a whole number from 1'>
  : unknown;

/** @throws MillraceError INVALID_TYPE */
export function checkLength(name: string, length: number): void {
  checkWhole(`${name}(${length})`, 'the length', length, 1, LONGEST);
}

/** @throws MillraceError INVALID_TYPE */
export function checkWhole(type: string, what: string, value: number, least: number, greatest: number): void {
  if (Number.isInteger(value) && value >= least && value <= greatest) return;
  throw new MillraceError('INVALID_TYPE', `${type}: ${what} is a whole number from ${least} to ${greatest}`);
}
