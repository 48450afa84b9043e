/** What puts changes in order before a sink whose primary key they are not known by: it keeps every row of the sink. */
import type { Insert } from '../operators/insert';
import { DELETE, INSERT, type RowKind, takesBack, UPDATE_AFTER } from './changes';
import { keyOf, type Row } from './row-code';
import type { RowContext, RowOperator } from './row-operator';

interface Kept {
  /** Rows with one primary key, in the order of their arrival: the last of them is the sink's. */
  readonly rows: Row[];
  written: number;
}

/** As Flink's SinkUpsertMaterializer. Its output has no rows before updates: it is upserts, and deletions by key. */
export function upsertMaterializer({ input, sink }: Insert, context: RowContext): RowOperator {
  const { schema } = input;
  const primaryKey = keyOf(sink.primaryKey, schema);
  const upsertKey = smallest(input.upsertKeys ?? [], Object.keys(sink.schema));
  const isSame = upsertKey.length > 0 ? equalBy(upsertKey, Object.keys(schema)) : equalAll;
  const { stateTtl } = context;
  const operator: RowOperator & { state: Map<unknown, Kept> } = {
    state: new Map(),
    onRow(row, kind) {
      const key = primaryKey(row);
      let kept = operator.state.get(key);
      if (kept && stateTtl !== undefined && kept.written + stateTtl <= context.now) kept = undefined;
      kept ??= { rows: [], written: 0 };
      if (!(takesBack(kind) ? removed : added)(kept.rows, row, isSame, context.emit)) return;
      kept.written = context.now;
      operator.state.delete(key);
      if (kept.rows.length > 0) operator.state.set(key, kept);
    },
    onClock(now) {
      if (stateTtl === undefined) return;
      // Those that were written last are at the end.
      for (const [key, { written }] of operator.state) {
        if (written + stateTtl > now) break;
        operator.state.delete(key);
      }
    },
  };
  return operator;
}

type Same = (a: Row, b: Row) => boolean;
type Emit = (row: Row, kind: RowKind) => void;

function added(rows: Row[], row: Row, isSame: Same, emit: Emit): boolean {
  const kind = rows.length === 0 ? INSERT : UPDATE_AFTER;
  // Without an upsert key no row takes the place of another.
  const place = isSame === equalAll ? -1 : rows.findIndex((other) => isSame(row, other));
  if (place < 0) rows.push(row);
  else rows[place] = row;
  emit(row, kind);
  return true;
}

/** @returns false for a row that is not there */
function removed(rows: Row[], row: Row, isSame: Same, emit: Emit): boolean {
  const place = rows.findIndex((other) => isSame(row, other));
  if (place < 0) return false;
  const wasLast = place === rows.length - 1;
  rows.splice(place, 1);
  const last = rows.at(-1);
  if (!last) emit(row, DELETE);
  else if (wasLast) emit(last, UPDATE_AFTER);
  return true;
}

/** Rows as bytes: NaN is NaN, and −0.0 is not 0.0. */
const equalAll: Same = (a, b) => a.every((value, i) => Object.is(value, b[i]));

/** Keys are compared as values. */
function equalBy(key: readonly string[], names: readonly string[]): Same {
  const places = key.map((name) => names.indexOf(name));
  return (a, b) => places.every((place) => a[place] === b[place]);
}

/** The upsert key that Flink takes: one of the fewest columns, the first of such by their places in the sink. */
function smallest(keys: readonly (readonly string[])[], columns: readonly string[]): readonly string[] {
  const placed = keys.map((key) => key.map((name) => columns.indexOf(name)).sort((a, b) => a - b));
  placed.sort((a, b) => a.length - b.length || a.reduce((order, place, i) => order || place - (b[i] as number), 0));
  return (placed[0] ?? []).map((place) => columns[place] as string);
}
