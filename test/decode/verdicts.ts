import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { buildBridge } from '../../bridge/build';
import {
  type DecodedTable,
  type DecoderOptions,
  JsonLinesDecoder,
  type MalformedRow,
} from '../../runtime/connectors/files';
import { BatchBuilder } from '../../runtime/connectors/files/columns';
import { CsvDecoder } from '../../runtime/connectors/files/csv';
import { Fault } from '../../runtime/connectors/files/decode';
import { decodeStrictly } from '../../runtime/connectors/files/strictJson';
import { TimeCheck } from '../../runtime/connectors/files/timeCheck';
import type { Batch, Column } from '../../runtime/engine/batch';

/** What became of records, in the spelling of the bridge's DecodeLines. */
export interface Verdicts {
  /** By good row, its values. */
  readonly rows: string[];
  /** By refused record, its line, bytes, code and reason. */
  readonly malformed: string[];
}

/** The bridge's verdicts: a line for each record. */
export async function javaVerdicts(
  table: DecodedTable,
  format: 'json' | 'csv',
  input: Uint8Array,
  mode: 'records' | 'file' | `file:${number}`,
): Promise<string[]> {
  const { classpath } = await buildBridge({ quiet: true });
  const columns = Object.entries(table.schema).flatMap(([name, type]) => [name, type.sql]);
  const { column = '', clockSkewMs = 0, arrival = '' } = table.time ?? {};
  const time = table.time ? ['--time', column, String(clockSkewMs), arrival] : [];
  const java = [
    '-Dsun.jnu.encoding=UTF-8',
    '-Dfile.encoding=UTF-8',
    '-cp',
    classpath.join(':'),
    'io.millrace.bridge.decode.DecodeLines',
  ];
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const child = spawn('java', [...java, format, mode, ...columns, ...time], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const lines = (await text(child.stdout)).split('\n').slice(0, -1);
  const code = await exited;
  if (code !== 0) throw new Error(`DecodeLines exited with ${code}`);
  return lines;
}

/** The same of a file, rows and refused records apart. */
export async function javaFileVerdicts(
  table: DecodedTable,
  format: 'json' | 'csv',
  file: Uint8Array,
  recordBytes?: number,
): Promise<Verdicts> {
  const verdicts: Verdicts = { rows: [], malformed: [] };
  for (const line of await javaVerdicts(
    table,
    format,
    file,
    recordBytes === undefined ? 'file' : `file:${recordBytes}`,
  )) {
    const values = /^[^\t]*\t[^\t]*\trow\t(.*)$/s.exec(line)?.[1];
    if (values === undefined) verdicts.malformed.push(line);
    else verdicts.rows.push(values);
  }
  return verdicts;
}

/** The local readers' verdicts on a file that comes in chunks of this many bytes. */
export function localFileVerdicts(
  table: DecodedTable,
  format: 'json' | 'csv',
  file: Uint8Array,
  { chunk = 65_536, ...options }: Partial<DecoderOptions> & { chunk?: number } = {},
): Verdicts {
  const verdicts: Verdicts = { rows: [], malformed: [] };
  const onMalformed = ({ line, raw, code, reason }: MalformedRow): unknown =>
    verdicts.malformed.push(
      [line, JSON.stringify(Buffer.from(raw).toString('latin1')), code, JSON.stringify(reason)].join('\t'),
    );
  const Decoder = format === 'json' ? JsonLinesDecoder : CsvDecoder;
  const decoder = new Decoder(table, { file: 'stdin', onMalformed, ...options });
  const drain = (): void => {
    for (let batch = decoder.take(); batch !== null; batch = decoder.take()) verdicts.rows.push(...rowTexts(batch));
  };
  for (let at = 0; at < file.length; at += chunk) {
    decoder.push(file.subarray(at, at + chunk));
    drain();
  }
  decoder.end();
  drain();
  return verdicts;
}

/** The strict reading's verdict on a record by itself, which may have line ends within. */
export function localRecordVerdict(table: DecodedTable, record: Uint8Array): string {
  const builder = new BatchBuilder(table.schema, 8);
  const decoded = decodeStrictly(record, builder.columns, 0);
  const fault = decoded instanceof Fault ? decoded : TimeCheck.of(table)?.fault(builder.columns, 0);
  if (fault) return `${fault.code}\t${JSON.stringify(fault.reason)}`;
  builder.commit();
  return `row\t${rowTexts(builder.take() as Batch)[0]}`;
}

function rowTexts({ length, columns }: Batch): string[] {
  return Array.from({ length }, (_, row) => columns.map((column) => valueText(column, row)).join('\t'));
}

const double = new DataView(new ArrayBuffer(8));

/** Doubles by their bits. */
function valueText({ type, values, nulls, dictionary }: Column, row: number): string {
  if (nulls?.[row] === 1) return 'null';
  const value = values[row] as number;
  switch (type.spec.storage) {
    case 'dict':
      return JSON.stringify(dictionary?.strings[value]);
    case 'bool':
      return value === 1 ? 'true' : 'false';
    case 'f64':
      double.setFloat64(0, value);
      return double.getBigUint64(0).toString(16);
    default:
      return String(value);
  }
}
