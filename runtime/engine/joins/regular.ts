/** A join over all time: every row of both sides is kept. Message by message as Flink's StreamingJoinOperator. */
import type { JoinNode } from '../../operators/join';
import { DELETE, INSERT, type RowKind, takesBack } from '../changes';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { countOf, drop, found, type Kept, type KeptRows, keep, setPartners } from './kept-rows';
import { other, outerSides, selectOf, sidesOf } from './sides';

export class RegularJoin implements RowOperator {
  state: readonly [left: KeptRows, right: KeptRows] = [new Map(), new Map()];
  private readonly sides;
  private readonly select;
  private readonly isOuter;
  private readonly rowKeys;

  constructor(
    node: JoinNode,
    private readonly context: RowContext,
  ) {
    this.sides = sidesOf(node);
    this.select = selectOf(node);
    this.isOuter = outerSides(node);
    this.rowKeys = node.inputs.map(({ schema }) => keyOf(Object.keys(schema), schema));
  }

  onRow(row: Row, kind: RowKind, side: 0 | 1): void {
    const key = this.sides.keys[side](row);
    const rowKey = this.rowKeys[side]?.(row);
    const { matches } = this.sides;
    const partners = found(
      this.state[other(side)],
      key,
      (kept) => (side === 0 ? matches(row, kept) : matches(kept, row)),
      this.context,
    );
    if (takesBack(kind)) {
      drop(this.state[side], key, rowKey, this.context);
      this.remove(row, kind, side, partners);
    } else {
      this.add(row, kind, side, partners);
      keep(this.state[side], key, rowKey, row, countOf(partners), this.context);
    }
  }

  private add(row: Row, kind: RowKind, side: 0 | 1, partners: readonly Kept[]): void {
    if (partners.length === 0) {
      if (this.isOuter[side]) this.emitAlone(row, side, INSERT);
      return;
    }
    const isOther = this.isOuter[other(side)];
    if (isOther) {
      for (const partner of partners) {
        if (partner.partners === 0) this.emitAlone(partner.row, other(side), DELETE, partner.count);
        setPartners(partner, partner.partners + 1, this.context);
      }
    }
    this.emitBoth(row, side, partners, isOther || this.isOuter[side] ? INSERT : kind);
  }

  private remove(row: Row, kind: RowKind, side: 0 | 1, partners: readonly Kept[]): void {
    if (partners.length === 0) {
      if (this.isOuter[side]) this.emitAlone(row, side, DELETE);
      return;
    }
    this.emitBoth(row, side, partners, this.isOuter[side] ? DELETE : kind);
    if (!this.isOuter[other(side)]) return;
    for (const partner of partners) {
      if (partner.partners === 1) this.emitAlone(partner.row, other(side), INSERT, partner.count);
      setPartners(partner, partner.partners - 1, this.context);
    }
  }

  private emitBoth(row: Row, side: 0 | 1, partners: readonly Kept[], kind: RowKind): void {
    for (const partner of partners) {
      for (let i = 0; i < partner.count; i++)
        this.context.emit(side === 0 ? this.select.both(row, partner.row) : this.select.both(partner.row, row), kind);
    }
  }

  private emitAlone(row: Row, side: 0 | 1, kind: RowKind, count = 1): void {
    for (let i = 0; i < count; i++) this.context.emit(this.select.alone(row, side), kind);
  }
}
