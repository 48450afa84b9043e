/** Expressions over the rows of a pattern's variables: conditions and measures. */
import { type AggregateNode, children, type ExprNode } from '../../functions/function';
import { isEnd } from '../../match/ends';
import { type AnyType, type Schema, withNullability } from '../../types/type';
import { aggregator, evaluator, type Row, results, type Scope } from '../row-code';
import type { Path } from './search';

/** The rows that an expression is over. */
export interface Rows {
  /** Those of a variable, or all. */
  of(variable: number | undefined): readonly Row[];
  /** MATCH_ROWTIME or MATCH_PROCTIME. */
  readonly time: number;
}

type Read = (rows: Rows) => unknown;

/** Code of expressions whose columns are of variables. */
export class Measures {
  /** Columns of a variable are NULL where it has no row, whatever their types say. */
  private readonly schema: Schema;

  /** @param variables the number of a variable by the id of its columns */
  constructor(
    schema: Schema,
    private readonly variables: ReadonlyMap<number, number>,
  ) {
    this.schema = Object.fromEntries(Object.entries(schema).map(([name, type]) => [name, type.nullable()]));
  }

  /** The values of expressions. @throws MillraceError NOT_LOCAL */
  evaluator(exprs: readonly ExprNode[]): (rows: Rows) => unknown[] {
    const reads: Read[] = [];
    const id = -1;
    const types: Record<string, AnyType> = {};
    const slot = (type: AnyType, read: Read): ExprNode => {
      const name = String(reads.push(read) - 1);
      // A name that is a number would be moved to the front of the others.
      const key = `s${name}`;
      types[key] = withNullability(type, true);
      return { op: 'column', table: id, name: key, type: types[key] };
    };
    const rewritten = exprs.map((expr) => this.rewrite(expr, slot));
    const compute = evaluator(rewritten, [{ id, schema: types }]);
    return (rows) => compute(reads.map((read) => read(rows)));
  }

  /** What is read of rows, taken out of an expression. */
  private rewrite(node: ExprNode, slot: (type: AnyType, read: Read) => ExprNode): ExprNode {
    if (node.op === 'aggregate') return slot(node.type, this.aggregate(node));
    if (node.op === 'column')
      return slot(
        node.type,
        this.end(node, (rows) => rows.at(-1)),
      );
    if (node.op === 'literal') return node;
    if (isEnd(node)) {
      const [value, offset] = node.args as [ExprNode, ExprNode | undefined];
      const n = offset?.op === 'literal' ? Number(offset.value) : 0;
      const isFirst = node.fn.name === 'FIRST';
      return slot(
        node.type,
        this.end(value, (rows) => rows[isFirst ? n : rows.length - 1 - n]),
      );
    }
    if (node.fn.name === 'MATCH_ROWTIME' || node.fn.name === 'MATCH_PROCTIME')
      return slot(node.type, (rows) => rows.time);
    return { ...node, args: node.args.map((arg) => this.rewrite(arg, slot)) };
  }

  /** An expression over one row of a variable. */
  private end(expr: ExprNode, pick: (rows: readonly Row[]) => Row | undefined): Read {
    const { variable, scope } = this.scopeOf(expr);
    const compute = evaluator([expr], [scope]);
    return (rows) => {
      const row = pick(rows.of(variable));
      return row ? compute(row)[0] : null;
    };
  }

  private aggregate(node: AggregateNode): Read {
    const { variable, scope } = this.scopeOf(node);
    const { create, accumulate } = aggregator([node], [scope]);
    const value = results([node], [node], [scope]);
    return (rows) => {
      const accumulator = create();
      for (const row of rows.of(variable)) accumulate(accumulator, row);
      return value(accumulator, [])[0];
    };
  }

  /** The one variable that an expression's columns are of. */
  private scopeOf(expr: ExprNode): { variable: number | undefined; scope: Scope } {
    const id = tableOf(expr);
    const variable = id === undefined ? undefined : this.variables.get(id);
    return { variable, scope: { id: id ?? -1, schema: this.schema } };
  }
}

function tableOf(node: ExprNode): number | undefined {
  if (node.op === 'column') return node.table;
  for (const child of children(node)) {
    const table = tableOf(child);
    if (table !== undefined) return table;
  }
  return undefined;
}

/** The rows of a path, and in a variable's own condition the row that is looked at. */
export function rowsOf(path: Path, time: number, looked?: { readonly variable: number; readonly row: Row }): Rows {
  return {
    time,
    of(variable) {
      const rows = path
        .filter((one) => variable === undefined || one.variable === variable)
        .map(({ event }) => event.row);
      return looked && (variable === undefined || variable === looked.variable) ? [...rows, looked.row] : rows;
    },
  };
}
