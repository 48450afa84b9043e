/** Top-N of rows that are replaced by no worse ones, each known by a key: those beyond the first need not be kept. */
import { DELETE, type RowKind, takesBack, UPDATE_AFTER, UPDATE_BEFORE } from '../changes';
import { dropIdle, type Idle, keepPart } from '../idle';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { cut, insert, isAmong, type OrderedList, remove, removeLast, type Sorted, same } from './order';
import { pushDown, type Ranked, type Ranking, ranked, replace, sendNew } from './ranked';

interface Part extends Idle {
  /** Keys of rows in their order. */
  readonly first: OrderedList<unknown>;
  readonly rows: Map<unknown, Row>;
}

export function updateTopN(node: Ranking, key: readonly string[], context: RowContext): RowOperator {
  const ranking = ranked(node, context);
  const { n, order, partOf, isNumbered, send } = ranking;
  const rowKeyOf = keyOf(key, node.inputs[0]?.schema ?? {});
  const operator = {
    state: new Map<unknown, Part>(),
    onRow(row: Row, kind: RowKind): void {
      // Flink does not even send what comes before an update here.
      if (takesBack(kind)) return;
      const partKey = partOf(row);
      const part: Part = operator.state.get(partKey) ?? { first: { size: 0, entries: [] }, rows: new Map() };
      const { first, rows } = part;
      const at = order.of(row);
      const rowKey = rowKeyOf(row);
      const before = rows.get(rowKey);
      if (before || isAmong(first, at, n, order)) keepPart(operator.state, partKey, part, context);
      if (before) update(part, rowKey, before, row, at);
      else if (isAmong(first, at, n, order)) {
        insert(first, at, rowKey, order);
        rows.set(rowKey, row);
        if (isNumbered) {
          const i = pushDown(ranking, first, at, row, (one) => rows.get(one) as Row);
          for (const gone of cut(first, i)) rows.delete(gone);
        } else {
          if (first.size > n) {
            const last = removeLast(first);
            send(rows.get(last) as Row, 1, DELETE);
            rows.delete(last);
          }
          sendNew(ranking, row);
        }
      }
    },
    onClock: () => dropIdle(operator.state, context),
  };

  function update(part: Part, rowKey: unknown, before: Row, row: Row, at: Sorted): void {
    const { first, rows } = part;
    const old = order.of(before);
    const isMoved = isNumbered ? order.compare(at, old) !== 0 : !same(at, old);
    const place = isNumbered ? placeOfKey(first, rowKey) : 1;
    rows.set(rowKey, row);
    if (isMoved) {
      remove(first, old, rowKey, order);
      insert(first, at, rowKey, order);
    }
    if (!isMoved || !isNumbered) replace(ranking, place, before, row);
    else if (order.compare(at, old) < 0) movedUp(ranking, part, placeOfKey(first, rowKey), place, before);
    else movedDown(ranking, part, place, placeOfKey(first, rowKey), before);
  }

  return operator;
}

/** A row that was at one place is at a better one now, and those between move down. */
function movedUp({ send }: Ranked, { first, rows }: Part, place: number, old: number, before: Row): void {
  const between = rowsOf(first, rows).slice(place - 1, old);
  if (between.length === 1) {
    send(before, old, UPDATE_BEFORE);
    send(between[0] as Row, place, UPDATE_AFTER);
    return;
  }
  for (let i = 0; i < between.length - 1; i++) {
    send(between[i + 1] as Row, place + i, UPDATE_BEFORE);
    // The same row is not to be at two places.
    if (i === 0) send(before, old, UPDATE_BEFORE);
    send(between[i] as Row, place + i, UPDATE_AFTER);
  }
  send(between.at(-1) as Row, old, UPDATE_AFTER);
}

/** A row that got worse, which happens only where state before here was given up. */
function movedDown({ send }: Ranked, { first, rows }: Part, old: number, place: number, before: Row): void {
  const now = rowsOf(first, rows);
  send(before, old, UPDATE_BEFORE);
  for (let i = old; i < place; i++) {
    send(now[i - 1] as Row, i + 1, UPDATE_BEFORE);
    send(now[i - 1] as Row, i, UPDATE_AFTER);
  }
  send(now[place - 1] as Row, place, UPDATE_AFTER);
}

const rowsOf = ({ entries }: OrderedList<unknown>, rows: ReadonlyMap<unknown, Row>): Row[] =>
  entries.flatMap(({ items }) => items.map((key) => rows.get(key) as Row));

/** From 1 on. */
const placeOfKey = ({ entries }: OrderedList<unknown>, key: unknown): number =>
  entries.flatMap(({ items }) => items).indexOf(key) + 1;
