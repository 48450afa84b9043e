/** What the operators' draws share. */
import { familyOf } from '../../../runtime/types/kinds';
import type { AnyType, Schema } from '../../../runtime/types/type';
import { fields, js, lambda, list, on, ref, type Term } from '../term';
import type { Drawing, Relation } from './drawing';
import { duration } from './sources';

export interface OperatorDraw {
  readonly name: string;
  readonly weight: number;
  /** undefined where it cannot be, or the language refuses what was drawn. */
  draw(d: Drawing, input: Relation): Relation | undefined;
}

export const table = ({ name }: Relation): Term => ref(name);
const names = (schema: Schema): string[] => Object.keys(schema);
export const timesOf = ({ node: { schema } }: Relation): string[] =>
  names(schema).filter((name) => schema[name]?.role === 'rowtime');
const isKey = (type: AnyType | undefined): boolean =>
  type !== undefined && !['map', 'array', 'row', 'binary'].includes(familyOf(type.kind)) && type.role === undefined;
export const keysOf = (d: Drawing, { node: { schema } }: Relation, most = 2): string[] => {
  const possible = names(schema).filter((name) => isKey(schema[name]));
  const first = possible.includes('k') && d.draw.chance(70) ? ['k'] : [];
  const others = d.draw.some(
    possible.filter((name) => !first.includes(name)),
    d.draw.int(first.length === 0 ? 1 : 0, most - first.length),
  );
  return [...first, ...others];
};
export const strings = (of: readonly string[]): Term[] => of.map((name) => js(name));

/** Names that no column of the input has. */
export function fresh(schema: Schema, count: number, letter: string): string[] {
  const free: string[] = [];
  for (let i = 0; free.length < count; i++) if (!(`${letter}${i}` in schema)) free.push(`${letter}${i}`);
  return free;
}

/** `.tumble(…)` and so on, over a time attribute; undefined where there is none or rows are not final. */
export function windowed(d: Drawing, input: Relation, kind: string, keys: readonly string[]): Term | undefined {
  const { draw, unit } = d;
  const times = timesOf(input);
  if (times.length === 0 || input.node.mode === 'update') return undefined;
  const length = unit * draw.pick([1, 2, 3, 5, 10]);
  const offset = draw.chance(12) && unit >= 1_000 ? { offset: duration(unit * draw.pick([1, -1, 2])) } : {};
  const options: Readonly<Record<string, () => Record<string, Term>>> = {
    tumble: () => ({ size: duration(length), ...offset }),
    hop: () => ({ slide: duration(length), size: duration(length * draw.int(1, 4)), ...offset }),
    cumulate: () => ({ step: duration(length), size: duration(length * draw.int(1, 4)) }),
    session: () => ({ gap: duration(length), partitionBy: list(...strings(keys)) }),
  };
  return on(table(input), kind, js(draw.pick(times)), fields((options[kind] as () => Record<string, Term>)()));
}

/** A callback over rows of one table. */
export const callback = (body: Term, ...params: string[]): Term => lambda(params.length > 0 ? params : ['r'], body);

/** The columns that are the bounds of a window: both, or fewer than two. */
export const boundsOf = (schema: Schema): string[] =>
  (['window_start', 'window_end'] as const).flatMap((role) =>
    Object.keys(schema)
      .filter((name) => schema[name]?.role === role)
      .slice(0, 1),
  );
