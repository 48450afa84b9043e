/** Aggregates over groups of rows. */
import { type Family, familyOf } from '../../../runtime/types/kinds';
import { isOrdered } from '../order';
import { call, fields, js, type Scope, type Term } from '../term';
import type { Drawing, Relation } from './drawing';
import { Expressions, type Typed } from './expressions';

interface AggregateRecipe {
  readonly name: string;
  readonly weight: number;
  readonly takes: readonly Family[] | 'any' | 'none';
  /** Gives another result for rows in another order; of these families only where told. */
  readonly byOrder?: true | readonly Family[];
  readonly more?: readonly Term[];
  /** Flink cannot merge it, and so not compute it in windows that are made of parts. */
  readonly unmerged?: true;
}

const NUMBERS: readonly Family[] = ['integer', 'decimal', 'approximate'];
const ORDERED: readonly Family[] = [...NUMBERS, 'character', 'date', 'time', 'timestamp', 'timestamp_ltz'];
const FLOATING: readonly Family[] = ['approximate'];
const TEXT: readonly Family[] = ['character'];
/** Of times Flink has no first and last. */
const PLACED: readonly Family[] = [...NUMBERS, 'character', 'boolean'];

export const AGGREGATES: readonly AggregateRecipe[] = [
  { name: 'count', weight: 3, takes: 'none' },
  { name: 'count', weight: 4, takes: 'any' },
  { name: 'sum', weight: 6, takes: NUMBERS, byOrder: ['approximate', 'decimal'] },
  { name: 'avg', weight: 5, takes: NUMBERS, byOrder: ['approximate', 'decimal'] },
  { name: 'min', weight: 5, takes: ORDERED, byOrder: FLOATING },
  { name: 'max', weight: 5, takes: ORDERED, byOrder: FLOATING },
  { name: 'stddevPop', weight: 1, takes: NUMBERS, byOrder: true },
  { name: 'stddevSamp', weight: 1, takes: NUMBERS, byOrder: true },
  { name: 'varPop', weight: 1, takes: NUMBERS, byOrder: true },
  { name: 'varSamp', weight: 1, takes: NUMBERS, byOrder: true },
  { name: 'firstValue', weight: 2, takes: PLACED, byOrder: true, unmerged: true },
  { name: 'lastValue', weight: 2, takes: PLACED, byOrder: true, unmerged: true },
  { name: 'listagg', weight: 2, takes: TEXT, byOrder: true, more: [js('|')] },
  { name: 'listagg', weight: 1, takes: TEXT, byOrder: true },
  { name: 'arrayAgg', weight: 2, takes: 'any', byOrder: true },
];

/** Flink has no code for others. */
const canBeDistinct = (name: string, family: Family | undefined, merges: boolean): boolean =>
  !['binary', 'array', 'map', 'row'].includes(family ?? '') &&
  !/^(std|var)/.test(name) &&
  !(merges && /^(sum|avg)/.test(name));

/** One to five aggregates of expressions of the input's columns. */
export function aggregates(
  d: Drawing,
  input: Relation,
  columns: { readonly typed: readonly Typed[]; readonly scope: Scope },
  keys: readonly string[],
  { merges, isOver = false }: { readonly merges: boolean; readonly isOver?: boolean },
): Typed[] {
  const { draw } = d;
  const ordered = isOrdered(input.node);
  const rows = columns.typed.filter(
    ({ term }) => !('get' in term && (keys.includes(term.get) || term.get.startsWith('window_'))),
  );
  const { schema } = input.node;
  // MIN and MAX of such a time attribute stay one, and confuse Flink's planner.
  const isPointInTime = ({ term }: Typed): boolean =>
    'get' in term && schema[term.get]?.role === 'rowtime' && schema[term.get]?.kind === 'TIMESTAMP_LTZ';
  const plain = (rows.length > 0 ? rows : columns.typed).filter((one) => !isPointInTime(one));
  if (plain.length === 0) return [{ term: call('count'), type: (columns.typed[0] as Typed).type, size: 1 }];
  const expressions = new Expressions(draw, plain, columns.scope, d.options);
  const made: Typed[] = [];
  for (let tries = 0; made.length < 5 && tries < draw.int(1, 7); tries++) {
    const one = draw.weighted(AGGREGATES.map((recipe) => [recipe.weight, recipe] as const));
    const arg = one.takes === 'none' ? undefined : one.takes === 'any' ? expressions.any() : expressions.of(one.takes);
    if (one.takes !== 'none' && !arg) continue;
    const family = arg && familyOf(arg.type.kind);
    if (one.unmerged && arg?.type.kind.startsWith('CHAR')) continue;
    const byOrder = one.byOrder === true || (family !== undefined && (one.byOrder ?? []).includes(family));
    if ((byOrder && !ordered) || (one.unmerged && merges)) continue;
    const options: Record<string, Term> = {};
    if (arg && canBeDistinct(one.name, family, merges) && draw.chance(20)) options.distinct = js(true);
    // Of AVG with a FILTER Flink may make SUM / COUNT, and divide by zero.
    if (!isOver && one.name !== 'avg' && draw.chance(20)) options.filter = expressions.condition().term;
    const args = [...(arg ? [arg.term] : []), ...(one.more ?? [])];
    const withOptions =
      Object.keys(options).length > 0
        ? [...args, ...(one.name === 'listagg' && !one.more ? [js(',')] : []), fields(options)]
        : args;
    const term = call(one.name, ...withOptions);
    made.push({ term, type: (arg ?? (columns.typed[0] as Typed)).type, size: 1 });
  }
  return made.length > 0 ? made : [{ term: call('count'), type: (columns.typed[0] as Typed).type, size: 1 }];
}
