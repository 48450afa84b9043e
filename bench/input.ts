/** The rows of a benchmark: one file of JSON lines, made once and kept under .millrace. */

import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { formatTimestamp } from '../runtime/time';

export interface InputOptions {
  readonly rows: number;
  readonly names: number;
}

/** Names as unequally frequent as in life (Zipf), event time over two hours in 5 s of disorder. */
export async function inputFile({ rows, names }: InputOptions): Promise<string> {
  const folder = join(__dirname, '..', '.millrace', 'bench');
  const file = join(folder, `metrics-${rows}-${names}.jsonl`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const out = createWriteStream(`${file}.part`);
  const random = lcg(42);
  const start = Date.UTC(2026, 2, 29);
  let chunk = '';
  for (let i = 0; i < rows; i++) {
    const name = Math.floor(names ** random()) - 1;
    const at = start + (i / rows) * 7_200_000 - random() * 5_000;
    const value = Math.round(random() * 1e6) / 1e4;
    chunk += `{"metric_name":"service-${name % 17}.instance.metric_${name}","metric_value":${value},"event_time":"${formatTimestamp(at)}","host":"h${name % 97}"}\n`;
    if (chunk.length > 1 << 20) {
      if (!out.write(chunk)) await once(out, 'drain');
      chunk = '';
    }
  }
  out.end(chunk);
  await once(out, 'close');
  renameSync(`${file}.part`, file);
  return file;
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
