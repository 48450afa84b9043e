/** Local files: readers, writers, and the contract between bytes and values. Arrow's part is in `./arrow`. */
export { DECODE_CONTRACT, DECODE_ERRORS, type DecodeErrorCode, LIMITS, type MalformedRow } from './decode';
export { type DecodedTable, type DecoderOptions, JsonLinesDecoder } from './json';
export { type FileFormat, fileFormat, openReader, type ReadOptions, readJsonLines } from './reader';

export type { TimeRule } from './timeCheck';
export { openWriter, type Writer } from './writer';
