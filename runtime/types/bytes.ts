import { defineType, type SqlType } from './type';

/**
 * BYTES, Flink's VARBINARY(2147483647). The local engine holds a value as a string with one character (0–255) for each
 * byte, so that dictionaries serve it too; it compares as bytes do.
 */
export type Bytes<N extends boolean = false> = SqlType<'BYTES', N, Uint8Array>;

export const bytes: Bytes = defineType<'BYTES', Uint8Array>({
  kind: 'BYTES',
  sql: 'BYTES',
  storage: 'dict',
  accepts: (value) => value instanceof Uint8Array,
  literal: (value: Uint8Array) => bytesLiteral(value),
});

export const bytesLiteral = (value: Uint8Array): string => `X'${Buffer.from(value).toString('hex').toUpperCase()}'`;

/** Bytes as the local engine holds them. */
export const binaryString = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
export const fromBinaryString = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
