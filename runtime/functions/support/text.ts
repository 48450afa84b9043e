/** Functions of texts that Flink computes on UTF-16 units, bytes or characters of their own. */
import { MillraceError } from '../../errors';
import { notLocal } from '../function';

/** Where Flink counts UTF-16 units it may cut a character in two, and what becomes of the half depends on its plan. */
function whole(name: string, text: string): string {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw notLocal(name, 'it cuts a character above U+FFFF in two; SUBSTRING and LEFT do not');
}

function padding(length: number, pad: string, missing: number): string | null {
  if (length < 0 || pad === '') return null;
  return pad.repeat(Math.ceil(Math.max(0, missing) / pad.length)).slice(0, Math.max(0, missing));
}

function lpad(text: string, length: number, pad: string): string | null {
  const before = padding(length, pad, length - text.length);
  return before === null ? null : whole('LPAD', before + text.slice(0, length));
}

function rpad(text: string, length: number, pad: string): string | null {
  const behind = padding(length, pad, length - text.length);
  return behind === null ? null : whole('RPAD', text.slice(0, length) + behind);
}

function overlay(text: string, replacement: string, from: number, length: number): string {
  if (from <= 0 || from > text.length) return text;
  const rest = from + length <= text.length && length > 0 ? text.slice(from - 1 + length) : '';
  return whole('OVERLAY', text.slice(0, from - 1) + replacement + rest);
}

const replaced = (text: string, part: string, replacement: string): string =>
  whole(
    'REPLACE',
    text.replaceAll(part, () => replacement),
  );

const initCap = (text: string): string =>
  text.replace(/[A-Za-z0-9]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase());

/** Where a capital sigma ends a word Java tells by its own rules of words, which signs within one make another's. */
const UNSURE_SIGMA = /[\p{L}\p{M}]*Σ[\p{L}\p{M}]*[^\s\p{L}\p{M}]+[^\s]*[\p{L}\p{M}]|[^\s\p{L}\p{M}][\p{L}\p{M}]*Σ/u;

function lower(text: string): string {
  if (text.includes('Σ') && UNSURE_SIGMA.test(text)) {
    throw notLocal(`LOWER of ${JSON.stringify(text)}`, 'Java has rules of its own for a Σ at the end of a word');
  }
  return text.toLowerCase();
}

/** By UTF-16 units, as Flink asks: a letter above U+FFFF is none. */
const isAlpha = (text: string): boolean => /^(?:(?![\u{10000}-\u{10ffff}])\p{L})+$/u.test(text);
const isDigit = (text: string): boolean => /^(?:(?![\u{10000}-\u{10ffff}])\p{Nd})+$/u.test(text);
const LONG = /^[+-]?(?:(?![\u{10000}-\u{10ffff}])\p{Nd}){1,18}$/u;
const DOUBLE =
  /^[\0- ]*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?|0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)[pP][+-]?\d+[fFdD]?)[\0- ]*$/;
const isDecimal = (text: string): boolean => LONG.test(text) || DOUBLE.test(text);

const ascii = (text: string): number => ((Buffer.from(text, 'utf8')[0] ?? 0) << 24) >> 24;
const chr = (n: number | bigint): string => (n < 0 ? '' : String.fromCharCode(Number(BigInt(n) & 0xffn)));

function fromBase64(text: string): string {
  const padded = text.replace(/=+$/, '');
  const isWhole = text.length === padded.length ? padded.length % 4 !== 1 : text.length % 4 === 0;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || !isWhole || padded.length % 4 === 1) {
    throw new MillraceError('INVALID_BASE64', `${JSON.stringify(text)} is no Base64, which fails the job on Flink too`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    throw notLocal(`FROM_BASE64 of ${text}`, 'its bytes are no UTF-8');
  }
}

const CHARSETS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'US-ASCII': (bytes) => Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : '\ufffd')).join(''),
  'ISO-8859-1': (bytes) => bytes.toString('latin1'),
  'UTF-8': (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  'UTF-16BE': (bytes) => new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes),
  'UTF-16LE': (bytes) => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes),
  'UTF-16': (bytes) => new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be').decode(bytes),
};

/** @param bytes a character each */
function decoded(bytes: string, charset: string): string {
  const decode = CHARSETS[charset.toUpperCase()];
  if (decode) return decode(Buffer.from(bytes, 'latin1'));
  throw notLocal(`DECODE from ${charset}`, `the charsets here are ${Object.keys(CHARSETS).join(', ')}`);
}

/** What Java calls white space. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: four of them are
const SPACE = /[\t-\r\u001c-\u001f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/;

/** @param separator a text, or the number of a character */
function splitIndex(text: string, separator: string | number, index: number): string | null {
  if (text === '' || index < 0) return null;
  if (typeof separator === 'number' && (separator < 1 || separator > 255)) return null;
  const by = typeof separator === 'number' ? String.fromCharCode(separator) : separator;
  return text.split(by === '' ? SPACE : by)[index] ?? null;
}

/** JSON of an ARRAY of texts. Without a separator, Flink cuts between UTF-16 units. */
function split(text: string, separator: string): string {
  if (text === '') return '[]';
  return JSON.stringify(text.split(separator).map((part) => whole('SPLIT', part)));
}

export const textSupport = {
  ...{ lpad, rpad, overlay, replaced, initCap, lower, isAlpha, isDigit, isDecimal, ascii, chr, fromBase64, decoded },
  ...{ splitIndex, split },
};
