/** Top-N of rows that may be taken back: all are kept, for each may be among the first one day. */
import { type RowKind, takesBack } from '../changes';
import { dropIdle, type Idle, keepPart } from '../idle';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { placeOf, type Sorted, signedZeros } from './order';
import { type Ranked, type Ranking, ranked, replace, sendGone, sendNew } from './ranked';

interface Part extends Idle {
  /** How many rows there are at each place in the order, under the key of the first of them. */
  readonly counts: { readonly at: Sorted; readonly key: unknown; count: number }[];
  /** The rows by the values that they are sorted by, of which 0.0 and −0.0 are two. */
  readonly rows: Map<unknown, Row[]>;
}

export function retractTopN(node: Ranking, context: RowContext): RowOperator {
  const ranking = ranked(node, context);
  const { order, partOf, isNumbered } = ranking;
  const sortedBy = node.orderBy.map(({ column }) => column);
  const sortKeyOf = keyOf(sortedBy, node.inputs[0]?.schema ?? {});
  const operator = {
    state: new Map<unknown, Part>(),
    onRow(row: Row, kind: RowKind): void {
      const partKey = partOf(row);
      const part: Part = operator.state.get(partKey) ?? { counts: [], rows: new Map() };
      keepPart(operator.state, partKey, part, context);
      const { counts, rows } = part;
      const at = order.of(row);
      const key = sortKeyOf(row);
      const place = placeOf(counts, at, order);
      const next = counts[place];
      const own = next && order.compare(next.at, at) === 0 ? next : undefined;
      if (!takesBack(kind)) {
        if (own) own.count++;
        else counts.splice(place, 0, { at, key, count: 1 });
        (isNumbered ? addNumbered : add)(ranking, part, key, row);
        rows.set(key, [...(rows.get(key) ?? []), row]);
        return;
      }
      const isRemoved = (isNumbered ? takeNumbered : take)(ranking, part, key, row);
      if (own && --own.count === 0) counts.splice(counts.indexOf(own), 1);
      if (!isRemoved) removeFrom(rows, key, indexOf(rows.get(key), row));
    },
    onClock: () => dropIdle(operator.state, context),
  };
  return operator;
}

/** Sends the row and those that it pushes down. */
function addNumbered(ranking: Ranked, { counts, rows }: Part, key: unknown, row: Row): void {
  let place = 0;
  let moved: Row | undefined;
  for (let i = 0; i < counts.length && place <= ranking.n; i++) {
    const entry = counts[i] as Part['counts'][number];
    if (!moved) {
      place += entry.count;
      if (entry.key === key) moved = row;
      continue;
    }
    for (const pushed of rows.get(entry.key) ?? []) {
      if (place > ranking.n) break;
      replace(ranking, place, pushed, moved);
      moved = pushed;
      place++;
    }
  }
  if (place > ranking.n) return;
  if (!moved) throw signedZeros();
  sendNew(ranking, moved, place);
}

/** Sends the row, if it is among the first, and takes back the one that is not any more. */
function add(ranking: Ranked, { counts, rows }: Part, key: unknown, row: Row): void {
  let place = 0;
  let isFound = false;
  let pushedOut: Row | undefined;
  for (const entry of counts) {
    const last = place + entry.count;
    if (isFound && last > ranking.n) {
      pushedOut = rows.get(entry.key)?.[ranking.n - place];
      break;
    }
    if (!isFound && last > ranking.n) return;
    if (entry.key === key) isFound = true;
    place = last;
  }
  if (!isFound) throw signedZeros();
  if (pushedOut) sendGone(ranking, pushedOut);
  sendNew(ranking, row);
}

/** Sends those that move up, and takes the last place back. Gives whether the row was found, and is removed. */
function takeNumbered(ranking: Ranked, { counts, rows }: Part, key: unknown, row: Row): boolean {
  let place = 0;
  let moved: Row | undefined;
  for (let i = 0; i < counts.length && place <= ranking.n; i++) {
    const entry = counts[i] as Part['counts'][number];
    if (!moved && entry.key !== key) {
      place += entry.count;
      continue;
    }
    const items = rows.get(entry.key) ?? [];
    const index = moved ? -1 : indexOf(items, row);
    for (let j = 0; j < items.length && place <= ranking.n; j++, place++) {
      const current = items[j] as Row;
      if (moved) replace(ranking, place, moved, current);
      if (moved || j === index) moved = current;
    }
    if (index >= 0 && moved) removeFrom(rows, key, index);
  }
  if (moved && place <= ranking.n) sendGone(ranking, moved, place);
  return moved !== undefined;
}

/** Takes the row back, if it is among the first, and sends the one that is now. Gives whether it is removed. */
function take(ranking: Ranked, { counts, rows }: Part, key: unknown, row: Row): boolean {
  const { n } = ranking;
  let place = 1;
  let isFound = false;
  for (let i = 0; i < counts.length && place <= n; i++) {
    const entry = counts[i] as Part['counts'][number];
    const items = rows.get(entry.key) ?? [];
    if (!isFound && entry.key === key) {
      const index = indexOf(items, row);
      isFound = index >= 0 && place + index <= n;
      if (!isFound) {
        place += items.length;
        continue;
      }
      sendGone(ranking, items[index] as Row);
      removeFrom(rows, key, index);
    } else if (!isFound) {
      place += entry.count;
      continue;
    }
    const up = (isFound && entry.key === key ? (rows.get(key) ?? []) : items)[n - place];
    if (up) {
      sendNew(ranking, up);
      return true;
    }
    place += (rows.get(entry.key) ?? []).length;
  }
  return isFound;
}

/** As Flink finds it: a row with NaN equals none. */
const indexOf = (rows: readonly Row[] | undefined, row: Row): number =>
  rows?.findIndex((one) => one.every((value, i) => value === row[i])) ?? -1;

function removeFrom(rows: Map<unknown, Row[]>, key: unknown, index: number): void {
  const left = (rows.get(key) ?? []).filter((_, i) => i !== index);
  if (left.length > 0) rows.set(key, left);
  else rows.delete(key);
}
