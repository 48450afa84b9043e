import type { Dictionary } from '../../engine/batch';

/** A dictionary beyond these sizes is not continued: its reader starts a new one between two batches. */
export const DICTIONARY_STRINGS = 65_536;
export const DICTIONARY_BYTES = 8 * 1024 * 1024;

const HASH_START = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** FNV-1a of bytes[start, end). */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), HASH_PRIME);
  return hash;
}

/**
 * Gives strings their dictionary codes straight from UTF-8 bytes: a JavaScript string is made only for a string that was
 * never seen. Open addressing over the hash; the bytes of known strings lie one behind the other in `#arena`.
 */
export class Interner {
  #dictionary: Dictionary = { strings: [] };
  #slots = new Int32Array(2048);
  #hashes = new Int32Array(1024);
  /** `#ends[code]` is where the string's bytes end; they start at the end of the string before. */
  #ends = new Int32Array(1024);
  #arena = Buffer.allocUnsafeSlow(16_384);
  #used = 0;
  #scratch = new Uint8Array(0);
  quoteAt = 0;

  get dictionary(): Dictionary {
    return this.#dictionary;
  }

  get size(): number {
    return this.#dictionary.strings.length;
  }

  /** Bytes of all strings. */
  get bytes(): number {
    return this.#used;
  }

  /** Starts a new dictionary when this one has become large; the old one stays as it is with the batches that use it. */
  renewWhenLarge(): void {
    if (this.size < DICTIONARY_STRINGS && this.#used < DICTIONARY_BYTES) return;
    this.#dictionary = { strings: [] };
    this.#slots.fill(0);
    this.#used = 0;
    if (this.#arena.length > 2 * DICTIONARY_BYTES) this.#arena = Buffer.allocUnsafeSlow(16_384);
  }

  /** Code of bytes[start, end), or -1 when they are not among the known strings. `hash` must be theirs. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const code = (slots[slot] as number) - 1;
      if (code < 0) return -1;
      if (this.#hashes[code] !== hash) continue;
      const known = code === 0 ? 0 : (this.#ends[code - 1] as number);
      if ((this.#ends[code] as number) - known !== length) continue;
      const arena = this.#arena;
      let i = 0;
      while (i < length && arena[known + i] === bytes[start + i]) i++;
      if (i === length) return code;
    }
  }

  /** Where string `code` ends when the bytes at `at` are it with `end` behind it; otherwise -1. */
  matchAt(code: number, bytes: Uint8Array, at: number, end: number): number {
    if (code >= this.size) return -1;
    const arena = this.#arena;
    const last = this.#ends[code] as number;
    let to = at;
    for (let from = code === 0 ? 0 : (this.#ends[code - 1] as number); from < last; from++, to++) {
      if (arena[from] !== bytes[to]) return -1;
    }
    return bytes[to] === end ? to : -1;
  }

  /** Code of bytes[start, end), which get one when they have none; -1 when they are not UTF-8. */
  intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const code = this.find(bytes, start, end, hash);
    return code >= 0 ? code : this.#add(bytes, start, end, hash);
  }

  /**
   * Code of the JSON string whose content begins at `start`; -1 when it has an escape, a control character or is not
   * UTF-8. Hashes while it looks for the closing quote, which is then at `quoteAt`.
   */
  internQuoted(bytes: Uint8Array, start: number): number {
    let hash = HASH_START;
    let end = start;
    for (;;) {
      const byte = bytes[end] as number;
      if (byte === 34) break;
      if (byte < 32 || byte === 92) return -1;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
      end++;
    }
    this.quoteAt = end;
    return this.intern(bytes, start, end, hash);
  }

  internString(text: string): number {
    if (this.#scratch.length < text.length * 3) this.#scratch = new Uint8Array(Math.max(1024, text.length * 3));
    const end = encoder.encodeInto(text, this.#scratch).written;
    return this.intern(this.#scratch, 0, end, hashBytes(this.#scratch, 0, end));
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const used = this.#used;
    const next = used + end - start;
    if (next > this.#arena.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(next, this.#arena.length * 2));
      larger.set(this.#arena.subarray(0, used));
      this.#arena = larger;
    }
    let all = 0;
    for (let at = start, to = used; at < end; at++, to++) {
      const byte = bytes[at] as number;
      this.#arena[to] = byte;
      all |= byte;
    }
    let text: string;
    if (all < 0x80) {
      text = this.#arena.toString('latin1', used, next);
    } else {
      try {
        text = decoder.decode(this.#arena.subarray(used, next));
      } catch {
        return -1;
      }
    }
    const code = this.size;
    if (code === this.#ends.length) this.#grow();
    this.#used = next;
    this.#dictionary.strings.push(text);
    this.#ends[code] = next;
    this.#hashes[code] = hash;
    this.#place(code);
    return code;
  }

  #place(code: number): void {
    const hash = this.#hashes[code] as number;
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = code + 1;
  }

  #grow(): void {
    const capacity = this.#ends.length * 2;
    const ends = new Int32Array(capacity);
    ends.set(this.#ends);
    this.#ends = ends;
    const hashes = new Int32Array(capacity);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(capacity * 2);
    for (let code = 0; code < this.size; code++) this.#place(code);
  }
}
