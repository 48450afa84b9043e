/** The cases of a file, as jobs on both engines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyExpr, type Job, job, rowNumber, seconds, sink, source, t, typeOf } from 'millrace';
import { localProperties } from '../../cli/run/flink';
import { MillraceError } from '../../runtime/errors';
import type { ExprNode } from '../../runtime/functions/function';
import { script } from '../../runtime/sql/script';
import type { FlinkOracle } from '../../runtime/testing/flink';
import type { AnyRow } from '../../runtime/testing/rows';
import { familyOf } from '../../runtime/types/kinds';
import type { AnyType } from '../../runtime/types/type';
import { run } from '../engine/run';
import {
  AGGREGATED,
  AGGREGATED_ROWS,
  type AggregateCases,
  type Case,
  RECORD,
  RECORD_VALUES,
  type ScalarCases,
  scalars,
} from './case';

export interface CaseFile {
  readonly file: string;
  /** What the rows of its cases are and how they are selected from. */
  readonly kind: 'scalar' | 'aggregate' | 'over';
  readonly cases: readonly Case[];
}

const FOLDER = join(__dirname, 'cases');

const aggregated = source('cases', AGGREGATED).watermark('at', seconds(1));
type Selected = Parameters<typeof scalars.select>[0];

/** The cases of all files, which are found by their places. */
export function caseFiles(): CaseFile[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.sort().map((name) => {
    const kind = name.startsWith('aggregate') ? 'aggregate' : name.startsWith('over') ? 'over' : 'scalar';
    const { CASES } = require(join(FOLDER, name)) as { CASES: ScalarCases & AggregateCases };
    let cases: readonly Case[] = [];
    // The columns of a select are all that a case needs.
    if (kind === 'aggregate') {
      windowed((c) => {
        cases = CASES(c as never);
        return { g: c.g };
      });
    } else if (kind === 'over') {
      aggregated.over({ partitionBy: ['g'], orderBy: 'at' }, (c) => {
        cases = CASES(c as never);
        return { place: rowNumber() };
      });
    } else {
      scalars.select((c) => {
        cases = CASES(c as never);
        return { s: c.s };
      });
    }
    return { file: join(FOLDER, name), kind, cases };
  });
}

const grouped = aggregated.tumble('at', { size: seconds(60) }).groupBy('g');
const windowed = (select: (c: { g: AnyExpr }) => object) =>
  grouped.select(select as never) as unknown as typeof scalars;

const KINDS: Readonly<Record<CaseFile['kind'], (columns: Readonly<Record<string, AnyExpr>>) => typeof scalars>> = {
  scalar: (columns) => scalars.select((() => columns) as unknown as Selected) as unknown as typeof scalars,
  aggregate: (columns) => windowed(() => columns),
  over: (columns) =>
    aggregated.over({ partitionBy: ['g'], orderBy: 'at' }, (() => columns) as never) as unknown as typeof scalars,
};

/** A job of the given columns over the rows of the cases, and of what a second select makes of them. */
function jobOf(
  file: CaseFile,
  columns: Readonly<Record<string, AnyExpr>>,
  then?: (columns: Readonly<Record<string, AnyExpr>>) => Readonly<Record<string, AnyExpr>>,
): Job {
  const first = KINDS[file.kind](columns);
  const table = then ? (first.select(then as never) as typeof first) : first;
  return job('functions', { lane: 'fast' }, [table.insertInto(sink('out', table.node.schema) as never)]);
}

type Castable = AnyExpr & { cast(type: typeof t.string): AnyExpr };

export interface Answer {
  readonly value: string | null;
  /** Absent where Flink has no code for TYPEOF of it. */
  readonly type: string | undefined;
}

/** Flink's value and type of each case, from one job. */
export async function flinkAnswers(flink: FlinkOracle, file: CaseFile): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  try {
    const values = Object.fromEntries(file.cases.map(([expr], i) => [`v${i}`, expr]));
    const answers = (columns: Readonly<Record<string, AnyExpr>>) =>
      Object.fromEntries(
        file.cases.flatMap(([, , untyped], i) => {
          const column = columns[`v${i}`] as Castable;
          return [[`v${i}`, column.cast(t.string)], ...(untyped ? [] : [[`t${i}`, typeOf(column)] as const])];
        }),
      );
    // Flink's validator takes a ROW into another function only from a select of its own.
    const hasRow = file.cases.some(([expr]) => called(expr.node).includes('ROW'));
    const all = hasRow || file.kind === 'over' ? jobOf(file, values, answers) : jobOf(file, answers(values));
    const input = join(folder, 'cases.jsonl');
    const rows = file.kind === 'scalar' ? [RECORD_VALUES] : AGGREGATED_ROWS;
    writeFileSync(input, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const inputs = new Map([['cases', { files: [input], format: 'json' as const, arrival: undefined }]]);
    await flink.run(script(all), localProperties(all, folder, inputs));
    const out = join(folder, 'out.out');
    const lines = readdirSync(out)
      .filter((name) => name.startsWith('part-'))
      .flatMap((name) => readFileSync(join(out, name), 'utf8').split('\n'))
      .filter((line) => line !== '');
    // Over rows, the last one has the others behind it.
    const row = JSON.parse(lines[lines.length - 1] as string) as Record<string, string>;
    return file.cases.map((_, i) => ({ value: row[`v${i}`] ?? null, type: row[`t${i}`] }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The local engine's value of a case as text; undefined when it does not compute it. */
export function localAnswer(file: CaseFile, [expr]: Case): string | null | undefined {
  // Its CAST of a MAP would be in another order.
  const asText = ({ v }: Readonly<Record<string, AnyExpr>>) => ({ v: (v as Castable).cast(t.string) });
  const isMap = familyOf(expr.type.kind) === 'map';
  try {
    const rows = file.kind === 'scalar' ? [RECORD_VALUES] : AGGREGATED_ROWS;
    const all = isMap ? jobOf(file, { v: expr }) : jobOf(file, { v: expr }, asText);
    const { byTable } = run(all, rows.map(toValues(file.kind === 'scalar' ? RECORD : AGGREGATED)));
    const value = (byTable.out as AnyRow[]).at(-1)?.v ?? null;
    return value instanceof Map ? mapText(value) : (value as string | null);
  } catch (failure) {
    if (failure instanceof MillraceError && failure.code === 'NOT_LOCAL') return undefined;
    throw failure;
  }
}

const mapText = (map: ReadonlyMap<unknown, unknown>): string =>
  `{${[...map].map(([key, value]) => `${key}=${value ?? 'NULL'}`).join(', ')}}`;

const toValues = (schema: Readonly<Record<string, AnyType>>) => (row: object) =>
  Object.fromEntries(
    Object.entries(schema).map(([name, type]) => {
      const value = (row as Record<string, unknown>)[name] ?? null;
      if (value === null) return [name, null];
      if (type.spec.storage === 'time') return [name, new Date(`${String(value).replace(' ', 'T').replace('Z', '')}Z`)];
      if (type.kind === 'BIGINT') return [name, BigInt(value as number)];
      return [name, type.spec.storage === 'dict' && typeof value !== 'string' ? JSON.stringify(value) : value];
    }),
  );

/** The names of the built-ins that an expression calls. */
export function called(node: ExprNode): string[] {
  if (node.op !== 'call' && node.op !== 'aggregate') return [];
  return [node.fn.name, ...node.args.flatMap(called)];
}
