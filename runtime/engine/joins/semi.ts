/** WHERE EXISTS and WHERE NOT EXISTS over all time, message by message as Flink's StreamingSemiAntiJoinOperator. */
import type { SemiJoinNode } from '../../operators/semi-join';
import { DELETE, INSERT, type RowKind, takesBack } from '../changes';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { countOf, drop, found, type KeptRows, keep, setPartners } from './kept-rows';
import { sidesOf } from './sides';

export class SemiJoin implements RowOperator {
  state: readonly [left: KeptRows, right: KeptRows] = [new Map(), new Map()];
  private readonly sides;
  private readonly rowKeys;
  private readonly isAnti: boolean;

  constructor(
    node: SemiJoinNode,
    private readonly context: RowContext,
  ) {
    this.sides = sidesOf(node);
    this.rowKeys = node.inputs.map(({ schema }) => keyOf(Object.keys(schema), schema));
    this.isAnti = node.isAnti;
  }

  onRow(row: Row, kind: RowKind, side: 0 | 1): void {
    const key = this.sides.keys[side](row);
    const rowKey = this.rowKeys[side]?.(row);
    if (side === 0) this.onLeft(row, kind, key, rowKey);
    else this.onRight(row, kind, key, rowKey);
  }

  private onLeft(row: Row, kind: RowKind, key: unknown, rowKey: unknown): void {
    const [left, right] = this.state;
    const partners = found(right, key, (kept) => this.sides.matches(row, kept), this.context);
    if ((partners.length === 0) === this.isAnti) this.context.emit(row, kind);
    if (takesBack(kind)) drop(left, key, rowKey, this.context);
    else keep(left, key, rowKey, row, countOf(partners), this.context);
  }

  private onRight(row: Row, kind: RowKind, key: unknown, rowKey: unknown): void {
    const [left, right] = this.state;
    const isLost = takesBack(kind);
    if (isLost) drop(right, key, rowKey, this.context);
    else keep(right, key, rowKey, row, 0, this.context);
    for (const partner of found(left, key, (kept) => this.sides.matches(kept, row), this.context)) {
      if (partner.partners === (isLost ? 1 : 0)) {
        const change = this.isAnti ? (isLost ? INSERT : DELETE) : kind;
        for (let i = 0; i < partner.count; i++) this.context.emit(partner.row, change);
      }
      setPartners(partner, partner.partners + (isLost ? -1 : 1), this.context);
    }
  }
}
