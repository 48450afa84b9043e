import type { ChangelogMode, PlanNode } from './operators/operator';
import type { Schema } from './types/type';

/**
 * A table as other signatures take it: its columns and its changelog mode. Kept apart from the methods of a table, so that
 * the compiler compares two types and not fifty methods.
 */
export class Relation<out Row extends Schema, out Mode extends ChangelogMode> {
  declare protected readonly row: Row;
  declare protected readonly mode: Mode;

  constructor(readonly node: PlanNode) {}
}
