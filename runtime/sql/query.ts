/** A SELECT in the making, and the script around it. */
import type { CallSite } from '../call-site';
import type { ExprNode } from '../functions/function';
import type { PlanNode } from '../operators/operator';
import { literalOf } from '../types/type';
import { comment, commented } from './comments';
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
  /** Where every clause, of a list every part, is written: the context keeps account of it. */
  readonly places?: Places;
}

/** Where clauses are written. */
export type Written = Readonly<Partial<Record<Clause | 'from', CallSite>>>;
/** By clause: what it was when its places were noted, and them. */
type Places = Readonly<
  Partial<Record<Clause | 'from', { readonly of: unknown; readonly sites: readonly Partial<CallSite>[] }>>
>;

/** The clauses in the order in which SQL evaluates them. */
const EVALUATED = ['where', 'groupBy', 'having', 'select', 'distinct', 'orderBy', 'limit'] as const;
type Clause = (typeof EVALUATED)[number];

/** What the SQL of a plan needs around it: views that are made once however often they are read. */
export class SqlContext {
  /** In the order in which they must be created. */
  readonly views: string[] = [];
  private readonly viewOf = new Map<object, string>();
  private readonly sharedQueries = new Map<PlanNode, Query>();

  /**
   * @param taken names that views cannot have.
   * @param labels names under which the windows' rows are counted.
   * @param shared relations that are read more than once, with the names of their views.
   */
  constructor(
    private readonly taken: Set<string>,
    readonly labels: ReadonlyMap<PlanNode, string>,
    private readonly shared: ReadonlyMap<PlanNode, string> = new Map(),
  ) {}

  query(node: PlanNode): Query {
    const name = this.shared.get(node);
    if (name === undefined) return this.own(node);
    let query = this.sharedQueries.get(node);
    if (!query) {
      query = this.own(node);
      // One that only names a table is shared already, and so is a window's, whose input is a view.
      const isShared = !isEvaluated(query) && (isTable(query.from) || query.from.startsWith('TABLE('));
      if (!isShared) query = { from: this.view(query, name, () => render(query as Query, node), node) };
      this.sharedQueries.set(node, query);
    }
    return query;
  }

  private own(node: PlanNode): Query {
    return placed((node.operator as unknown as { sql(n: PlanNode, c: SqlContext): Query }).sql(node, this), node);
  }

  /** The name of a table or view that has the rows of a node. `name` is the view's where one is needed. */
  relation(node: PlanNode, name: string): string {
    const query = this.query(node);
    if (!isEvaluated(query) && isTable(query.from)) return query.from;
    return this.view(node, name, () => render(query, node));
  }

  /** The view of a node, or of something else that a node has (then written at `site`), created at the first call. */
  view(node: object, name: string, sql: () => string, site: Partial<CallSite> = node): string {
    let view = this.viewOf.get(node);
    if (view === undefined) {
      // What it is made of comes first, by its number too.
      const text = sql();
      view = this.unique(name);
      const definition = `CREATE TEMPORARY VIEW ${identifier(view)} AS\n${text}`;
      this.views.push(commented(site, definition));
      this.viewOf.set(node, view);
    }
    return identifier(view);
  }

  /** A query to which a clause can be added: the given one, or it as a subquery where that is evaluated too far. */
  open(query: Query, clause: Clause): Query {
    const from = EVALUATED.indexOf(clause) + (clause === 'where' || clause === 'having' ? 1 : 0);
    return EVALUATED.slice(from).some((later) => query[later] !== undefined)
      ? unplaced(`(\n${indent(render(query))}\n) AS \`t\``)
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

const isEvaluated = (query: Query): boolean => EVALUATED.some((clause) => query[clause] !== undefined);
const isTable = (from: string): boolean => /^`(?:[^`]|``)*`$/.test(from);

/** A subquery: what is in it says itself where it is written. */
const unplaced = (from: string): Query => ({ from, places: { from: { of: from, sites: [] } } });

/** The query that an operator has made, with the places of all that was not there before. */
function placed(query: Query, node: PlanNode): Query {
  const places: Record<string, Places['from']> = { ...query.places };
  for (const clause of [...EVALUATED, 'from'] as const) {
    const value = query[clause];
    const before = places[clause];
    if (value === undefined || before?.of === value || (clause === 'from' && isTable(query.from))) continue;
    const site = node.written?.[clause] ?? node;
    const old = Array.isArray(before?.of) && Array.isArray(value) && before.of.every((part, i) => part === value[i]);
    const count = Array.isArray(value) ? value.length : 1;
    const sites = Array.from({ length: count }, (_, i) => (old && before?.sites[i]) || site);
    places[clause] = { of: value, sites };
  }
  return { ...query, places };
}

/** @param within where the statement is written that this is in: what is written there says so no second time. */
export function render(query: Query, within?: Partial<CallSite>): string {
  let last = within && comment(within);
  /** A comment, unless the one above says the same. */
  const at = (clause: Clause | 'from', part = 0): string => {
    const { of, sites } = query.places?.[clause] ?? {};
    const site = of === query[clause] ? sites?.[part] : undefined;
    const text = site && comment(site);
    if (text === undefined || text === last) return '';
    last = text;
    return `${text}\n`;
  };
  const conjuncts = (clause: 'where' | 'having'): string[] =>
    (query[clause] ?? []).map((part, i) => `${at(clause, i)}${i === 0 ? clause.toUpperCase() : '  AND'} ${part}`);
  const columns = query.select?.map(([name, sql]) =>
    sql === identifier(name) ? sql : `${sql} AS ${identifier(name)}`,
  );
  const lines = [
    `${query.distinct ? at('distinct') : ''}${at('select')}SELECT${query.distinct ? ' DISTINCT' : ''}${columns ? `\n${columns.map((c) => `  ${c}`).join(',\n')}` : ' *'}`,
    `${at('from')}FROM ${query.from}`,
    ...conjuncts('where'),
    ...(query.groupBy ? [`${at('groupBy')}GROUP BY ${query.groupBy.join(', ')}`] : []),
    ...conjuncts('having'),
    ...(query.orderBy ? [`${at('orderBy')}ORDER BY ${query.orderBy.join(', ')}`] : []),
    ...(query.limit === undefined ? [] : [`${at('limit')}LIMIT ${query.limit}`]),
  ];
  return lines.join('\n');
}

export const indent = (text: string): string => text.replace(/^/gm, '  ');

/** Quoted aliases of relations by their ids, where columns are told apart by them. */
export type Aliases = ReadonlyMap<number, string>;

/** The SQL of an expression. `over` is written behind every aggregate in it. */
export function expression(node: ExprNode, aliases?: Aliases, over = ''): string {
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
      const call = (name: string, ...args: readonly string[]) =>
        `${name}(${distinct}${args.join(', ')})${filter}${over}`;
      const args = node.args.map((arg) => plain(node.fn.name, arg, expression(arg, aliases)));
      return node.fn.sql?.(args, types, call) ?? call(node.fn.name, ...args);
    }
    case 'call': {
      const args = node.args.map((arg) =>
        node.fn.infix && arg.op === 'call' && arg.fn.infix
          ? `(${expression(arg, aliases, over)})`
          : plain(node.fn.name, arg, expression(arg, aliases, over)),
      );
      return node.fn.sql?.(args, types) ?? `${node.fn.name}(${args.join(', ')})`;
    }
  }
}

/** Functions whose result Flink takes for a time attribute where an argument is one; a sink refuses rows with two of them. */
const KEEPS_TIME = new Set([
  ...[
    'MIN',
    'MAX',
    'ARRAY_AGG',
    'LAG',
    'CASE',
    'IF',
    'COALESCE',
    'IFNULL',
    'NULLIF',
    'GREATEST',
    'LEAST',
    'ARRAY',
    'MAP',
    'ROW',
  ],
  ...['FLOOR', 'CEIL', 'TIMESTAMPADD'],
]);

/** An argument of such a function as the plain timestamp that it is to the language. */
const plain = (fn: string, arg: ExprNode, sql: string): string =>
  arg.op === 'column' && arg.type.role === 'rowtime' && (KEEPS_TIME.has(fn) || fn.includes(' INTERVAL '))
    ? `CAST(${sql} AS ${arg.type.spec.sql})`
    : sql;

/** An expression as an operand of AND in a WHERE clause. */
export const condition = (node: ExprNode, aliases?: Aliases): string =>
  node.op === 'call' && node.fn.name === 'OR' ? `(${expression(node, aliases)})` : expression(node, aliases);
