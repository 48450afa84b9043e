/** A join within windows: rows of the same window meet when it fires, as in Flink's WindowJoinOperator. */
import type { JoinNode } from '../../operators/join';
import type { SemiJoinNode } from '../../operators/semi-join';
import type { RowKind } from '../changes';
import { type Open, openWindows } from '../open';
import type { Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { ofKey } from './of-key';
import { outerSides, type Side, selectOf, sidesOf } from './sides';

type Rows = readonly [left: Row[], right: Row[]];
/** What becomes of the rows of one window and key. */
type Meet = (rows: Rows) => void;

export class WindowJoin implements RowOperator {
  /** By the window's end and the join's key. */
  state: Map<number, Map<unknown, Rows>> = new Map();
  private readonly sides;
  private readonly ends: readonly [number, number];
  private readonly meet: Meet;

  constructor(
    node: JoinNode | SemiJoinNode,
    private readonly context: RowContext,
  ) {
    this.sides = sidesOf(node);
    this.ends = node.inputs.map(({ schema }) =>
      Object.values(schema).findIndex(({ role }) => role === 'window_end'),
    ) as [number, number];
    this.meet = 'isAnti' in node ? this.existing(node) : this.joined(node);
  }

  onRow(row: Row, _: RowKind, side: Side): void {
    const end = row[this.ends[side]] as number;
    if (end - 1 <= this.context.watermark) return;
    const window = ofKey(this.state, end, () => new Map<unknown, Rows>());
    ofKey(window, this.sides.keys[side](row), (): Rows => [[], []])[side].push(row);
  }

  onWatermark(watermark: number): void {
    const due = [...this.state.keys()].filter((end) => end - 1 <= watermark).sort((a, b) => a - b);
    for (const end of due) {
      for (const rows of this.state.get(end)?.values() ?? []) this.meet(rows);
      this.state.delete(end);
    }
  }

  open(): Open[] {
    return openWindows([...this.state].map(([end, keys]) => ({ end, groups: keys.size })));
  }

  private joined(node: JoinNode): Meet {
    const select = selectOf(node);
    const isOuter = outerSides(node);
    return ([lefts, rights]) => {
      const matched = new Set<Row>();
      for (const left of lefts) {
        let isAlone = true;
        for (const right of rights) {
          if (!this.sides.matches(left, right)) continue;
          isAlone = false;
          matched.add(right);
          this.context.emit(select.both(left, right));
        }
        if (isAlone && isOuter[0]) this.context.emit(select.alone(left, 0));
      }
      if (!isOuter[1]) return;
      for (const right of rights) if (!matched.has(right)) this.context.emit(select.alone(right, 1));
    };
  }

  private existing({ isAnti }: SemiJoinNode): Meet {
    return ([lefts, rights]) => {
      for (const left of lefts) {
        if (rights.some((right) => this.sides.matches(left, right)) !== isAnti) this.context.emit(left);
      }
    };
  }
}
