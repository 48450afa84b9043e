/** The loop that makes a window's rows: its groups' keys, bounds and aggregates become the columns of a select. */
import { lacks } from '../functions/aggregate/grouping';
import type { BoundAggregate } from '../functions/bound-aggregate';
import type { AggregateNode, Code, ExprNode } from '../functions/function';
import { Emitter } from './emitter';
import type { GroupKeys } from './group-keys';
import { store } from './loop';

/** Where the results of a group `g` of the window `w` are. */
export interface GroupResult {
  readonly keys: GroupKeys;
  /** Code of the columns that are the window's own. */
  readonly bounds: Readonly<Record<string, string>>;
  readonly aggregates: ReadonlyMap<ExprNode, Placed>;
}

/** An aggregate, and what its slots are called: arrays with an element for each group. */
export interface Placed {
  readonly bound: BoundAggregate;
  readonly slots: readonly string[];
}

export class WindowResult extends Emitter {
  constructor(private readonly result: GroupResult) {
    super();
  }

  /** Code of the body of a function of the window `w`, the `order` of its groups and the `watermark`. */
  code(columns: readonly ExprNode[], having: ExprNode | undefined, slots: number): string[] {
    const { keys } = this.result;
    if (having) {
      const { value, isNull } = this.compile(having);
      this.emit(`if (!(${value})${isNull === 'false' ? '' : ` || ${isNull}`}) continue;`);
    }
    const head: string[] = [];
    const stores = columns.map((node, i) => {
      const j = node.op === 'column' && node.type.spec.storage === 'dict' ? keys.names.indexOf(node.name) : -1;
      if (j < 0) return store('op.out', i, this.local(this.compile(node)), node.type.spec.storage);
      // The key's codes are those of the output, too.
      head.push(`op.out.setDictionary(${i}, op.groupKeys.columns[${j}]);`);
      return store('op.out', i, { value: `k${j}`, isNull: this.compile(node).isNull }, 'i32');
    });
    return [
      ...head,
      ...Array.from({ length: slots }, (_, j) => `const s${j} = w.slots[${j}];`),
      'for (const g of order) {',
      'let k = w.keyOf[g];',
      ...keys.apart(),
      ...this.body,
      'const o = op.out.next(watermark);',
      ...stores,
      '}',
    ];
  }

  protected column({ name, type }: ExprNode & { op: 'column' }): Code {
    const { keys, bounds } = this.result;
    if (name in bounds) return { value: bounds[name] as string, isNull: 'false' };
    const j = keys.names.indexOf(name);
    return { value: `op.groupKeys.columns[${j}].values[k${j}]`, isNull: type.isNullable ? `(k${j} === 0)` : 'false' };
  }

  protected override aggregate(node: AggregateNode): Code {
    const { keys, aggregates } = this.result;
    const said = (keys.sets ?? [keys.names]).map((set) => lacks(node, set));
    if (said[0] !== undefined) {
      const ofSets = said.map((bits) => `${bits}n`);
      return { value: keys.sets ? `[${ofSets.join(', ')}][${keys.set}]` : (ofSets[0] as string), isNull: 'false' };
    }
    const { bound, slots } = aggregates.get(node) as Placed;
    return bound.value(slots.map((slot) => `${slot}[g]`));
  }
}
