/** What cases are made of, and how often. */
import { type AggregateNode, children, type ExprNode } from '../../runtime/functions/function';
import type { Job } from '../../runtime/job';
import type { Grouping } from '../../runtime/operators/group-aggregate';
import type { PlanNode } from '../../runtime/operators/operator';
import { isWindowTable } from '../../runtime/operators/window-table';
import type { AnyType } from '../../runtime/types/type';

export class Tally {
  readonly operators = new Map<string, number>();
  readonly types = new Map<string, number>();
  readonly functions = new Map<string, number>();

  /** Counts what the job has, each thing once. */
  add(job: Job): void {
    const found = foundIn(job);
    for (const key of ['operators', 'types', 'functions'] as const) {
      for (const name of found[key]) this[key].set(name, (this[key].get(name) ?? 0) + 1);
    }
  }

  /** Whether the job has something of which there is less than the floor. */
  brings(job: Job, floor: number): boolean {
    const found = foundIn(job);
    return (['operators', 'types', 'functions'] as const).some((key) =>
      [...found[key]].some((name) => (this[key].get(name) ?? 0) < floor),
    );
  }
}

function foundIn({ inserts, sideOutputs }: Job) {
  const seen = new Set<PlanNode>();
  const found = { operators: new Set<string>(), types: new Set<string>(), functions: new Set<string>() };
  const visit = (node: PlanNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const name of namesOf(node)) found.operators.add(name);
    for (const type of Object.values(node.schema)) found.types.add(kindOf(type));
    for (const expr of expressionsOf(node)) functionsOf(expr, found.functions);
    node.inputs.forEach(visit);
  };
  for (const { input } of inserts) visit(input);
  if (sideOutputs.some(({ kind }) => kind === 'late')) found.operators.add('late rows');
  return found;
}

const kindOf = ({ kind }: AnyType): string => kind.replace(/[(<].*$/, '');

/** The operator as people tell it from others. */
function namesOf(node: PlanNode): string[] {
  const { name } = node.operator;
  const all = node as PlanNode &
    Partial<Grouping> & { type?: string; operation?: string; isAnti?: boolean; isLeft?: boolean };
  const input = node.inputs[0];
  switch (name) {
    case 'WindowTableFunction':
      return isWindowTable(node) ? [node.window.name.toLowerCase()] : [];
    case 'GroupAggregate':
      return [
        input && isWindowTable(input)
          ? 'window aggregate'
          : node.mode === 'append'
            ? 'nested window aggregate'
            : 'group aggregate',
        ...(all.sets ? ['grouping sets'] : []),
        ...(all.having ? ['having'] : []),
        ...(input?.mode === 'update' ? ['aggregate of updates'] : []),
      ];
    case 'SetOp':
      return [all.operation ?? name];
    case 'Rank':
      return [
        node.mode === 'append' ? 'window rank' : 'rank',
        ...(input?.mode === 'update' ? ['rank of updates'] : []),
      ];
    default:
      return [
        `${name}${all.type ? ` ${all.type}` : ''}${all.isAnti === undefined ? '' : all.isAnti ? ' anti' : ' semi'}${all.isLeft ? ' left' : ''}`,
      ];
  }
}

/** All expressions that stand in a node, whatever it calls them. */
function expressionsOf(node: PlanNode): ExprNode[] {
  const found: ExprNode[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 3) return;
    if ('op' in value && 'type' in value) found.push(value as ExprNode);
    else for (const inner of Object.values(value)) visit(inner, depth + 1);
  };
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'inputs' && key !== 'schema' && key !== 'operator' && key !== 'written') visit(value, 0);
  }
  return found;
}

function functionsOf(expr: ExprNode, found: Set<string>): void {
  if (expr.op === 'call' || expr.op === 'aggregate') {
    found.add(expr.fn.name.replace(/ INTERVAL .*/, ' INTERVAL'));
    const { distinct, filter } = expr as Partial<AggregateNode>;
    if (distinct) found.add('DISTINCT');
    if (filter) found.add('FILTER');
  }
  for (const child of children(expr)) functionsOf(child, found);
}
