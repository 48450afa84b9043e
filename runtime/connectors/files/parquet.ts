/**
 * Parquet by parquet-wasm, row group by row group: only the footer, and of a row group the columns of the table, are
 * read and held. Compression is the library's work (uncompressed, snappy, gzip, brotli, zstd, lz4).
 */
import { type FileHandle, open } from 'node:fs/promises';
import { RecordBatchReader } from 'apache-arrow';
import type { Batch } from '../../engine/batch';
import { type ArrowOptions, orInvalid, RecordBatchDecoder } from './arrow';
import { DEFAULT_BATCH_ROWS, type DecodedTable } from './json';

export async function* readParquet(path: string, table: DecodedTable, options: ArrowOptions): AsyncGenerator<Batch> {
  // 6 MB of WebAssembly, compiled on loading: for those only who read Parquet.
  const { ParquetFile } = require('parquet-wasm') as typeof import('parquet-wasm');
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const file = await orInvalid(path, () => ParquetFile.fromFile(range(handle, 0, size) as unknown as Blob));
    try {
      const decoder = new RecordBatchDecoder(table, options);
      const { schema } = RecordBatchReader.from(file.schema().intoIPCStream()).open();
      decoder.check(schema);
      const names = new Set(schema.fields.map((field) => field.name));
      const columns = Object.keys(table.schema).filter((name) => names.has(name));
      const batchSize = options.batchRows ?? DEFAULT_BATCH_ROWS;
      const groups = file.metadata().numRowGroups();
      for (let group = 0; group < groups; group++) {
        const read = { rowGroups: [group], batchSize, ...(columns.length > 0 && { columns }) };
        const bytes = await orInvalid(path, async () => (await file.read(read)).intoIPCStream());
        for (const recordBatch of RecordBatchReader.from(bytes)) yield* decoder.batches(recordBatch);
      }
    } finally {
      file.free();
    }
  } finally {
    await handle.close();
  }
}

/** What the library uses of a Blob, over a part of a file: bytes are read when they are asked for. */
function range(handle: FileHandle, start: number, end: number): Pick<Blob, 'size' | 'arrayBuffer'> {
  const part = {
    size: end - start,
    slice: (from = 0, to = end - start) => range(handle, start + from, Math.min(end, start + to)),
    async arrayBuffer() {
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error('the file ends too early');
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
  return part;
}
