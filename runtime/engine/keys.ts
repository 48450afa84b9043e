/** Grouping keys as dense integers: one code for each distinct key that a query has met. */
import type { Dictionary } from './batch';

/** Codes of the values of one key column. 0 is NULL. */
export class KeyColumn implements Dictionary {
  /** Value by code. Of a string column it is the dictionary of the output, too. */
  readonly values: unknown[] = [''];
  private readonly codes = new Map<unknown, number>();
  private remapped: Dictionary | undefined;
  private remapping = new Int32Array(0);
  private mapped = 0;

  get strings(): string[] {
    return this.values as string[];
  }

  /** What snapshots keep of it: its values, each at its code. */
  get state(): readonly unknown[] {
    return this.values;
  }

  set state(values: readonly unknown[]) {
    this.values.length = 1;
    this.codes.clear();
    for (let code = 1; code < values.length; code++) this.code(values[code]);
    this.remapped = undefined;
  }

  code(value: unknown): number {
    // NaN is one key; 0.0 and −0.0 are two in Flink, and one in a Map.
    const lookup = Object.is(value, -0) ? NEGATIVE_ZERO : value;
    let code = this.codes.get(lookup);
    if (code === undefined) {
      code = this.values.push(value) - 1;
      this.codes.set(lookup, code);
    }
    return code;
  }

  /** Per code of a batch's dictionary the code here; only what the dictionary has gained is looked up. */
  remap(dictionary: Dictionary): Int32Array {
    const { strings } = dictionary;
    if (this.remapped !== dictionary) {
      this.remapped = dictionary;
      this.mapped = 0;
    }
    if (this.remapping.length < strings.length) {
      const wider = new Int32Array(Math.max(1024, strings.length * 2));
      wider.set(this.remapping.subarray(0, this.mapped));
      this.remapping = wider;
    }
    for (; this.mapped < strings.length; this.mapped++) this.remapping[this.mapped] = this.code(strings[this.mapped]);
    return this.remapping;
  }
}

const NEGATIVE_ZERO = Symbol('-0');

export interface PairsState {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Codes of pairs of codes: a key of several columns is a pair of a pair. */
export class KeyPairs {
  readonly left: number[] = [];
  readonly right: number[] = [];
  private readonly codes: (Map<number, number> | undefined)[] = [];

  /** What snapshots keep of it. */
  get state(): PairsState {
    return { left: this.left, right: this.right };
  }

  set state({ left, right }: PairsState) {
    this.left.length = this.right.length = this.codes.length = 0;
    for (let code = 0; code < left.length; code++) this.code(left[code] as number, right[code] as number);
  }

  code(left: number, right: number): number {
    let row = this.codes[left];
    if (!row) this.codes[left] = row = new Map();
    let code = row.get(right);
    if (code === undefined) {
      code = this.left.push(left) - 1;
      this.right.push(right);
      row.set(right, code);
    }
    return code;
  }
}
