/** Late rows are told apart before the operator that would drop them without a word, or take some and drop others. */
import { MillraceError } from '../errors';
import { identifier } from '../sql/identifiers';
import { characterLiteral } from '../sql/literals';
import { render, type SqlContext } from '../sql/query';
import type { PlanNode } from './operator';
import { sourceOf } from './source';

/** A node that takes only those rows of its one input that are on time for it. */
export interface SplitNode extends PlanNode {
  /** The time attribute that tells. */
  readonly column: string;
  readonly split: Split;
  /** The table of its late rows; named after the source where it is absent. */
  readonly lateTable?: string;
}

export interface Split {
  /** What its view is called, after the source. */
  readonly name: string;
  /** Until when a row is of use, as an expression over a relation made of the given one: late is a row if the watermark is there. */
  until(relation: string, column: string): { readonly from: string; readonly at: string };
}

/** Tells late rows apart, in the view that all readers of a split share. */
export const IS_LATE = 'is_late';

export const isSplit = (node: PlanNode): node is SplitNode => 'split' in node;

/**
 * The view of a node's input in which each row is late or not. Rows are told apart here, before they are exchanged by
 * key: later, at a parallelism above 1, watermarks differ.
 */
export function splitView(node: SplitNode, context: SqlContext): string {
  const relation = context.relation(node.inputs[0] as PlanNode, `${sourceOf(node).table}_input`);
  const split = () => {
    const { from, at } = node.split.until(relation, identifier(node.column));
    // Before the first watermark nothing is late.
    const passed = `COALESCE(${at} <= CURRENT_WATERMARK(${identifier(node.column)}), FALSE)`;
    const late = `COUNTED(${characterLiteral(context.labels.get(node) as string)}, ${passed})`;
    return render({ select: [...inputColumns(node), [IS_LATE, late]], from });
  };
  return context.view(node.split, `${sourceOf(node).table}_${node.split.name}`, split, node);
}

export const onTimeRows = (node: SplitNode, context: SqlContext) => ({
  select: inputColumns(node),
  from: splitView(node, context),
  where: [`NOT ${identifier(IS_LATE)}`],
});

export const inputColumns = (node: SplitNode) =>
  Object.keys((node.inputs[0] as PlanNode).schema).map((name) => [name, identifier(name)] as const);

/** @throws MillraceError RESERVED_COLUMN when the input already has a column that an operator adds. */
export function checkReserved(input: PlanNode, operator: string, names: readonly string[]): void {
  for (const name of names) {
    if (name in input.schema) {
      throw new MillraceError(
        'RESERVED_COLUMN',
        `${operator} adds a column ${name}, and its input already has one`,
        `Rename the input's column in a select first.`,
      );
    }
  }
}
