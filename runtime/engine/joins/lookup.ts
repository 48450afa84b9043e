/** Rows of a declared table by a key, as they are when they are asked for. */
import { MillraceError } from '../../errors';
import type { JoinNode } from '../../operators/join';
import type { LookupNode } from '../../operators/lookup-table';
import type { Batch } from '../batch';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { ofKey } from './of-key';
import { outerSides, selectOf, sidesOf } from './sides';

/** The rows of a lookup table, each key once. @throws MillraceError DUPLICATE_KEY */
export function lookupRows({ table, schema, primaryKey }: LookupNode, batches: readonly Batch[]): Row[] {
  const key = keyOf(primaryKey, schema);
  const rows = batches.flatMap(rowsOf);
  const keys = new Set(rows.map(key));
  if (keys.size === rows.length) return rows;
  throw new MillraceError(
    'DUPLICATE_KEY',
    `two rows of lookup table ${table} have the same ${primaryKey.join(', ')}`,
    'Its primary key is what tells its rows apart.',
  );
}

function rowsOf({ length, columns }: Batch): Row[] {
  return Array.from({ length }, (_, i) =>
    columns.map(({ type, values, nulls, dictionary }) => {
      if (nulls?.[i] === 1) return null;
      const value = values[i] as number | bigint;
      if (dictionary) return dictionary.strings[value as number];
      return type.spec.storage === 'bool' ? value === 1 : value;
    }),
  );
}

export class LookupJoin implements RowOperator {
  state: undefined;
  private readonly table: LookupNode;
  private readonly sides;
  private readonly select;
  private readonly isOuter: boolean;
  /** The rows of the table by the join's key, and which rows those are. */
  private index: { readonly of: readonly Row[]; readonly rows: Map<unknown, Row[]> } = { of: [], rows: new Map() };

  constructor(
    node: JoinNode,
    private readonly context: RowContext,
  ) {
    this.table = node.inputs[1] as LookupNode;
    this.sides = sidesOf(node);
    this.select = selectOf(node);
    [this.isOuter] = outerSides(node);
  }

  onRow(row: Row): void {
    const partners = this.rows().get(this.sides.keys[0](row)) ?? [];
    let isAlone = true;
    for (const partner of partners) {
      if (!this.sides.matches(row, partner)) continue;
      isAlone = false;
      this.context.emit(this.select.both(row, partner));
    }
    if (isAlone && this.isOuter) this.context.emit(this.select.alone(row, 0));
  }

  private rows(): ReadonlyMap<unknown, readonly Row[]> {
    const of = this.context.lookup(this.table);
    if (this.index.of !== of) {
      const rows = new Map<unknown, Row[]>();
      for (const row of of) ofKey(rows, this.sides.keys[1](row), () => []).push(row);
      this.index = { of, rows };
    }
    return this.index.rows;
  }
}
