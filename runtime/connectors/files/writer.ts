/** Writers of local files. A file gets its name when it is complete: a half-written one never looks finished. */
import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Batch } from '../../engine/batch';
import { MillraceError } from '../../errors';
import type { Schema } from '../../types/type';
import { jsonLines } from './jsonText';

export interface Writer {
  /** Takes the rows at once, so that the batch may be used again; resolves when the next one is welcome. */
  write(batch: Batch): Promise<void> | void;
  /** Completes the file. @throws MillraceError WRITE_FAILED when this or an earlier write failed. */
  close(): Promise<void>;
  /** Gives the file up: nothing is left of it. */
  abort(): Promise<void>;
}

/** Where bytes go: a file under its temporary name, or standard output. */
interface Target {
  write(bytes: string | Uint8Array): Promise<void>;
  complete(): Promise<void>;
  remove(): Promise<void>;
}

/** What is written: the bytes for a batch, and those at the end. */
interface Encoding {
  encode(batch: Batch): string | Uint8Array;
  finish(): string | Uint8Array;
}

/**
 * Opens a writer by extension: JSON lines (`.jsonl`, `.ndjson`, `.json`, and standard output for null) or an Arrow IPC
 * file (`.arrow`, `.ipc`).
 * @throws MillraceError UNKNOWN_FORMAT and FOLDER_NOT_FOUND at once
 */
export function openWriter(path: string | null, schema: Schema): Writer {
  const encoding = encodingFor(path, schema);
  const target = path === null ? standardOutput() : temporaryFile(path);
  let last: Promise<void> = Promise.resolve();
  const failed = (error: unknown): never => {
    throw error instanceof MillraceError ? error : writeFailed(path ?? 'standard output', error);
  };
  const append = (bytes: string | Uint8Array): Promise<void> => {
    if (bytes.length === 0) return last;
    last = last.then(() => target.write(bytes)).catch(failed);
    // Whoever doesn't wait for each write hears of its failure at close.
    last.catch(() => {});
    return last;
  };
  return {
    write: (batch) => append(encoding.encode(batch)),
    async close() {
      try {
        await append(encoding.finish());
        await target.complete();
      } catch (error) {
        await target.remove();
        failed(error);
      }
    },
    async abort() {
      await last.catch(() => {});
      await target.remove();
    },
  };
}

function encodingFor(path: string | null, schema: Schema): Encoding {
  const extension = path === null ? '.jsonl' : extname(path).toLowerCase();
  switch (extension) {
    case '.jsonl':
    case '.ndjson':
    case '.json': {
      const names = Object.keys(schema);
      return { encode: (batch) => jsonLines(batch, names), finish: () => '' };
    }
    case '.arrow':
    case '.ipc': {
      // Arrow is loaded by those only who use it.
      const { ArrowFileEncoder } = require('./arrowWriter') as typeof import('./arrowWriter');
      return new ArrowFileEncoder(schema);
    }
    default:
      throw new MillraceError(
        'UNKNOWN_FORMAT',
        `${path}: no writer for "${extension}"`,
        'Writable are .jsonl, .ndjson, .json (JSON lines) and .arrow, .ipc (an Arrow file).',
      );
  }
}

function temporaryFile(path: string): Target {
  checkFolder(path);
  const temporary = temporaryName(path);
  let handle: FileHandle | null = null;
  const opened = async (): Promise<FileHandle> => {
    handle ??= await open(temporary, 'w');
    return handle;
  };
  return {
    async write(bytes) {
      const file = await opened();
      if (typeof bytes === 'string') await file.writeFile(bytes);
      else await file.writeFile(bytes);
    },
    async complete() {
      const file = await opened();
      handle = null;
      await file.close();
      await rename(temporary, path);
    },
    async remove() {
      const file = handle;
      handle = null;
      await file?.close();
      await rm(temporary, { force: true });
    },
  };
}

function standardOutput(): Target {
  const out = process.stdout;
  // The failure comes to the callback of the write; without a listener it would also end the process.
  const ignore = (): void => {};
  out.on('error', ignore);
  const release = async (): Promise<void> => {
    out.off('error', ignore);
  };
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        out.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    complete: release,
    remove: release,
  };
}

/** Better known now than after the first minute of work. */
function checkFolder(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new MillraceError('FOLDER_NOT_FOUND', `${path} cannot be written: there is no folder ${folder}`);
  }
}

let temporaryFiles = 0;

/** Beside the target, for a rename is at once only within a file system; hidden, and not the same for two writers. */
function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${++temporaryFiles}.part`);
}

function writeFailed(path: string, cause: unknown): MillraceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError('WRITE_FAILED', `${path} could not be written: ${why}`, undefined, { cause });
}
