/** Readers of local files: rows of a table in batches, malformed records aside. */
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Batch } from '../../engine/batch';
import { MillraceError } from '../../errors';
import { CsvDecoder } from './csv';
import type { MalformedRow } from './decode';
import { type DecodedTable, JsonLinesDecoder } from './json';

const CHUNK = 1024 * 1024;

export type FileFormat = 'json' | 'csv' | 'arrow' | 'parquet';

const FORMATS: Readonly<Record<string, FileFormat>> = {
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.json': 'json',
  '.csv': 'csv',
  '.arrow': 'arrow',
  '.ipc': 'arrow',
  '.arrows': 'arrow',
  '.parquet': 'parquet',
};

/** The format that a file's extension tells. */
export const fileFormat = (path: string): FileFormat | undefined => FORMATS[extname(path).toLowerCase()];

export interface ReadOptions {
  /** Called for every record that cannot be a row; reading goes on. */
  onMalformed(row: MalformedRow): void;
  /** Greatest number of rows of a batch; 8192 unless told. */
  batchRows?: number | undefined;
}

/**
 * Opens a reader by extension, or by `format` for a file without a telling one.
 * @throws MillraceError FILE_NOT_FOUND, NOT_A_FILE and UNKNOWN_FORMAT at once; COLUMN_MISSING, COLUMN_TYPE, INVALID_FILE,
 * INVALID_HEADER and HEADER_MISSING from the first `next()`.
 */
export function openReader(
  path: string,
  table: DecodedTable,
  options: ReadOptions & { format?: FileFormat | undefined },
): AsyncGenerator<Batch> {
  const format = options.format ?? fileFormat(path);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new MillraceError('FILE_NOT_FOUND', `there is no file ${path}`);
  if (stats.isDirectory()) throw new MillraceError('NOT_A_FILE', `${path} is a folder`, 'Name the files in it.');
  const decoderOptions = { onMalformed: options.onMalformed, batchRows: options.batchRows, file: path };
  switch (format) {
    case 'json':
      return decodeChunks(fileChunks(path), new JsonLinesDecoder(table, decoderOptions));
    case 'csv':
      return decodeChunks(fileChunks(path), new CsvDecoder(table, decoderOptions));
    case 'arrow':
      // Arrow and parquet-wasm are loaded by those only who use them.
      return (require('./arrow') as typeof import('./arrow')).readArrow(path, table, decoderOptions);
    case 'parquet':
      return (require('./parquet') as typeof import('./parquet')).readParquet(path, table, decoderOptions);
    default:
      throw new MillraceError(
        'UNKNOWN_FORMAT',
        `${path}: "${extname(path)}" is not a known extension`,
        `Known are ${Object.keys(FORMATS).join(', ')}.`,
      );
  }
}

/** Reads JSON lines from bytes in any pieces; a piece is used before the next is asked for. `file` names them. */
export function readJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  table: DecodedTable,
  options: ReadOptions & { file: string },
): AsyncGenerator<Batch> {
  return decodeChunks(chunks, new JsonLinesDecoder(table, options));
}

interface ChunkDecoder {
  push(chunk: Uint8Array): void;
  take(): Batch | null;
  end(): void;
}

async function* decodeChunks(chunks: AsyncIterable<Uint8Array>, decoder: ChunkDecoder): AsyncGenerator<Batch> {
  for await (const chunk of chunks) {
    decoder.push(chunk);
    for (let batch = decoder.take(); batch !== null; batch = decoder.take()) yield batch;
  }
  decoder.end();
  for (let batch = decoder.take(); batch !== null; batch = decoder.take()) yield batch;
}

/** The file in chunks that all share one buffer: decoders copy what they keep. */
async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    const chunk = new Uint8Array(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
