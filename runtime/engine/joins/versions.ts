/** Of each key the row with the greatest time so far, the later of two of one time. An older one is left out. */
import type { VersionsNode } from '../../operators/versions';
import { INSERT, UPDATE_AFTER } from '../changes';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { isExpired } from './kept-rows';

export class Versions implements RowOperator {
  /** By key, the time of the last version, and the processing time of its coming. */
  state: Map<unknown, { readonly time: number; readonly written: number }> = new Map();
  private readonly key;
  private readonly time: number;

  constructor(
    { inputs, keys, schema, column }: VersionsNode,
    private readonly context: RowContext,
  ) {
    this.key = keyOf(keys, (inputs[0] as VersionsNode).schema);
    this.time = Object.keys(schema).indexOf(column);
  }

  onRow(row: Row): void {
    const key = this.key(row);
    const time = row[this.time] as number;
    const known = this.state.get(key);
    const last = known && !isExpired(known.written, this.context) ? known.time : undefined;
    if (last !== undefined && last > time) return;
    this.state.set(key, { time, written: this.context.now });
    this.context.emit(row, last === undefined ? INSERT : UPDATE_AFTER);
  }
}
