/** A SELECT in the making, and the script around it. */
import type { ExprNode } from '../functions/function';
import type { PlanNode } from '../operators/operator';
import { literalOf } from '../types/type';
import { identifier } from './identifiers';

/** A SELECT whose clauses operators fill in as long as SQL's order of evaluation allows. */
export interface Query {
  /** Output name and expression; absent for all columns of `from`. */
  readonly select?: readonly (readonly [name: string, sql: string])[];
  /** A quoted table or view, or a subquery in parentheses with its alias. */
  readonly from: string;
  readonly where?: readonly string[];
  readonly groupBy?: readonly string[];
  readonly having?: readonly string[];
  readonly distinct?: boolean;
  readonly orderBy?: readonly string[];
  readonly limit?: number;
}

/** The clauses in the order in which SQL evaluates them. */
const EVALUATED = ['where', 'groupBy', 'having', 'select', 'distinct', 'orderBy', 'limit'] as const;
type Clause = (typeof EVALUATED)[number];

/** What the SQL of a plan needs around it: views that are made once however often they are read. */
export class SqlContext {
  /** In the order in which they must be created. */
  readonly views: { name: string; sql: string }[] = [];
  private readonly viewOf = new Map<object, string>();

  /**
   * @param taken names that views cannot have.
   * @param labels names under which the windows' rows are counted.
   */
  constructor(
    private readonly taken: Set<string>,
    readonly labels: ReadonlyMap<PlanNode, string>,
  ) {}

  query(node: PlanNode): Query {
    return (node.operator as unknown as { sql(n: PlanNode, c: SqlContext): Query }).sql(node, this);
  }

  /** A query that only reads: nothing selected, filtered or grouped yet. `name` is the view's where one is needed. */
  relation(node: PlanNode, name: string): string {
    const query = this.query(node);
    if (EVALUATED.every((clause) => query[clause] === undefined)) return query.from;
    return this.view(node, name, () => render(query));
  }

  /** The view of a node, or of something else that a node has, created at the first call. */
  view(node: object, name: string, sql: () => string): string {
    let view = this.viewOf.get(node);
    if (view === undefined) {
      // What it is made of comes first, by its number too.
      const text = sql();
      view = this.unique(name);
      this.views.push({ name: view, sql: text });
      this.viewOf.set(node, view);
    }
    return identifier(view);
  }

  /** A query to which a clause can be added: the given one, or it as a subquery where that is evaluated too far. */
  open(query: Query, clause: Clause): Query {
    const from = EVALUATED.indexOf(clause) + (clause === 'where' || clause === 'having' ? 1 : 0);
    return EVALUATED.slice(from).some((later) => query[later] !== undefined)
      ? { from: `(\n${indent(render(query))}\n) AS \`t\`` }
      : query;
  }

  /** A relation under a quoted alias, by which its columns are told from another's. */
  aliased(node: PlanNode, alias: string): string {
    const query = this.query(node);
    const isName = EVALUATED.every((clause) => query[clause] === undefined) && /^`(?:[^`]|``)+`$/.test(query.from);
    return `${isName ? query.from : `(\n${indent(render(query))}\n)`} AS ${alias}`;
  }

  private unique(base: string): string {
    let name = base;
    for (let i = 2; this.taken.has(name); i++) name = `${base}_${i}`;
    this.taken.add(name);
    return name;
  }
}

export function render(query: Query): string {
  const columns = query.select?.map(([name, sql]) =>
    sql === identifier(name) ? sql : `${sql} AS ${identifier(name)}`,
  );
  const lines = [
    `SELECT${query.distinct ? ' DISTINCT' : ''}${columns ? `\n${columns.map((c) => `  ${c}`).join(',\n')}` : ' *'}`,
    `FROM ${query.from}`,
    ...(query.where?.length ? [`WHERE ${query.where.join('\n  AND ')}`] : []),
    ...(query.groupBy ? [`GROUP BY ${query.groupBy.join(', ')}`] : []),
    ...(query.having?.length ? [`HAVING ${query.having.join('\n  AND ')}`] : []),
    ...(query.orderBy ? [`ORDER BY ${query.orderBy.join(', ')}`] : []),
    ...(query.limit === undefined ? [] : [`LIMIT ${query.limit}`]),
  ];
  return lines.join('\n');
}

export const indent = (text: string): string => text.replace(/^/gm, '  ');

/** Quoted aliases of relations by their ids, where columns are told apart by them. */
export type Aliases = ReadonlyMap<number, string>;

/** The SQL of an expression. */
export function expression(node: ExprNode, aliases?: Aliases): string {
  const types = 'args' in node ? node.args.map((arg) => arg.type) : [];
  switch (node.op) {
    case 'column': {
      const alias = aliases?.get(node.table);
      return alias === undefined ? identifier(node.name) : `${alias}.${identifier(node.name)}`;
    }
    case 'literal':
      return literalOf(node.value, node.type);
    case 'aggregate': {
      const distinct = node.distinct ? 'DISTINCT ' : '';
      const filter = node.filter ? ` FILTER (WHERE ${expression(node.filter, aliases)})` : '';
      const call = (name: string, ...args: readonly string[]) => `${name}(${distinct}${args.join(', ')})${filter}`;
      const args = node.args.map((arg) => expression(arg, aliases));
      return node.fn.sql?.(args, types, call) ?? call(node.fn.name, ...args);
    }
    case 'call': {
      const args = node.args.map((arg) =>
        node.fn.infix && arg.op === 'call' && arg.fn.infix ? `(${expression(arg, aliases)})` : expression(arg, aliases),
      );
      return node.fn.sql?.(args, types) ?? `${node.fn.name}(${args.join(', ')})`;
    }
  }
}

/** An expression as an operand of AND in a WHERE clause. */
export const condition = (node: ExprNode, aliases?: Aliases): string =>
  node.op === 'call' && node.fn.name === 'OR' ? `(${expression(node, aliases)})` : expression(node, aliases);
