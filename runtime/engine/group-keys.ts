/** Groups of rows as dense integers: a code of each key column's value, a code of each pair of these, and so on. */
import type { AnyType } from '../types/type';
import { KeyColumn, KeyPairs, type PairsState } from './keys';
import type { Loop } from './loop';

export interface GroupKeysState {
  readonly columns: readonly (readonly unknown[])[];
  readonly pairs: readonly PairsState[];
}

/** Generated code reads and writes this as `op.groupKeys`. */
export class GroupKeys {
  readonly columns: readonly KeyColumn[];
  readonly pairs: readonly KeyPairs[];
  /** How many codes a group is made of: one a key, and the number of its grouping set. */
  private readonly parts: number;

  /** @param sets of grouping sets, the keys of each. */
  constructor(
    readonly names: readonly string[],
    readonly sets?: readonly (readonly string[])[],
  ) {
    this.columns = names.map(() => new KeyColumn());
    this.parts = names.length + (sets ? 1 : 0);
    this.pairs = Array.from({ length: Math.max(0, this.parts - 1) }, () => new KeyPairs());
  }

  /** What snapshots keep of it. */
  get state(): GroupKeysState {
    return { columns: this.columns.map(({ state }) => state), pairs: this.pairs.map(({ state }) => state) };
  }

  set state({ columns, pairs }: GroupKeysState) {
    this.columns.forEach((column, j) => {
      column.state = columns[j] as readonly unknown[];
    });
    this.pairs.forEach((pair, j) => {
      pair.state = pairs[j] as PairsState;
    });
  }

  /** At least how many groups there have been. */
  get known(): number {
    return this.pairs.at(-1)?.left.length ?? this.columns[0]?.values.length ?? 1;
  }

  /** Code of a row's group; where there are grouping sets, in the one with the number `set`. Prepares the key columns. */
  of(loop: Loop, table: number, types: Readonly<Record<string, AnyType>>): string {
    const codes = this.names.map((name, j) => {
      const type = types[name] as AnyType;
      const code = loop.compile({ op: 'column', table, name, type });
      const index = loop.inputColumn(table, name);
      let value = `op.groupKeys.columns[${j}].code(${code.value})`;
      if (type.spec.storage === 'dict' && index !== undefined) {
        loop.prepare(`const r${j} = op.groupKeys.columns[${j}].remap(batch.columns[${index}].dictionary);`);
        value = `r${j}[v${index}[i]]`;
      }
      const part = loop.local({
        value: code.isNull === 'false' ? value : `(${code.isNull} ? 0 : ${value})`,
        isNull: 'false',
      });
      const without = this.without(name);
      return without.length === 0
        ? part.value
        : `(${without.map((set) => `set === ${set}`).join(' || ')} ? 0 : ${part.value})`;
    });
    const parts = this.sets ? [...codes, 'set'] : codes;
    return parts.reduce(
      (left, right, j) => (j === 0 ? right : `op.groupKeys.pairs[${j - 1}].code(${left}, ${right})`),
      '0',
    );
  }

  /** Statements that take the group `k` apart into `k0`, `k1` and so on. */
  apart(): string[] {
    const statements: string[] = [];
    for (let j = this.parts - 1; j > 0; j--) {
      const pair = `op.groupKeys.pairs[${j - 1}]`;
      statements.push(`const k${j} = ${pair}.right[k]; k = ${pair}.left[k];`);
    }
    return [...statements, 'const k0 = k;'];
  }

  /** Code of the number of the grouping set, behind `apart`. */
  get set(): string {
    return `k${this.parts - 1}`;
  }

  /** The numbers of the grouping sets that lack a key. */
  without(name: string): number[] {
    return (this.sets ?? []).flatMap((set, number) => (set.includes(name) ? [] : [number]));
  }
}
