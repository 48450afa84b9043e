/** Declared tables, and records for them. */

import type { SourceNode } from '../../../runtime/operators/source';
import { formatTimestamp } from '../../../runtime/time';
import type { AnyType, Schema } from '../../../runtime/types/type';
import { call, fields, get, js, on, ref, type Term } from '../term';
import type { Drawing, Relation } from './drawing';
import type { Draw } from './random';
import { columnType, jsonValue, scalarType } from './types';

export const duration = (ms: number): Term => call('milliseconds', js(ms));

/** A source with a key `k`, of a type that all sources of a case share, a time `at`, and columns of any type. */
export function drawSource(d: Drawing, name: string, key: Term): Relation {
  const { draw, unit } = d;
  const columns = Array.from({ length: draw.int(1, 4) }, (_, i) => [`${'xyzw'[i]}`, columnType(draw)] as const);
  const time = get(ref('t'), draw.chance(85) ? 'timestamp' : 'timestampLtz');
  const schema = fields({ k: key, ...Object.fromEntries(columns), at: time });
  const declared = call('source', js(name), schema);
  const added = d.add(on(declared, 'watermark', js('at'), duration(unit * draw.pick([0, 0, 1, 2, 5]))), name);
  if (!added) throw new TypeError('the language refuses a source');
  return added;
}

/** A type whose values make few groups. */
export function keyType(draw: Draw): Term {
  const type = draw.chance(60) ? get(ref('t'), draw.pick(['string', 'int', 'bigint'])) : scalarType(draw);
  return draw.chance(35) ? on(type, 'nullable') : type;
}

export interface RecordsOptions {
  /** No row comes at or behind its source's watermark. */
  readonly punctual: boolean;
}

/** Where event times begin: mostly an ordinary day, else where time does strange things. */
const STARTS = [
  '2026-05-04T10:00:00Z',
  '1969-12-31T23:59:50Z',
  '2026-03-29T00:58:00Z',
  '2026-10-25T00:58:00Z',
  '2025-12-31T23:59:00Z',
];

/** Lines of JSON, in their order of arrival. */
export function drawRecords(d: Drawing, { schema, watermark }: SourceNode, { punctual }: RecordsOptions): string[] {
  const { draw, unit } = d;
  const delay = watermark?.delay.ms ?? 0;
  const tame = draw.chance(35);
  const values = Object.fromEntries(
    Object.entries(schema).map(([name, type]) => [name, column(draw, type, name === 'k' || draw.chance(30), tame)]),
  );
  let time = Date.parse(
    draw.weighted([
      [5, STARTS[0] as string],
      [4, draw.pick(STARTS)],
    ]),
  );
  let latest = Number.NEGATIVE_INFINITY;
  const count = draw.weighted([
    [1, 0],
    [3, draw.int(1, 5)],
    [10, draw.int(5, 25)],
    [3, draw.int(25, 60)],
  ]);
  const disorder = draw.pick([0, 0, 1, 4, 12]);
  return Array.from({ length: count }, () => {
    time += stepOf(draw, unit);
    let at = time - (disorder > 0 && draw.chance(40) ? draw.int(0, disorder * unit) : 0);
    if (draw.chance(25)) at -= ((at % unit) + unit) % unit;
    if (punctual && at <= latest - delay) at = latest - delay + 1;
    latest = Math.max(latest, at);
    const cells = Object.entries(schema).map(([name, type]) => {
      const value = name === watermark?.column ? timeText(at, type) : (values[name] as () => string)();
      return `${JSON.stringify(name)}:${value}`;
    });
    return `{${cells.join(',')}}`;
  });
}

/** Records of a table to look up in: no key comes twice. */
export function drawLookup(draw: Draw, schema: Schema): string[] {
  const ids = new Set(
    Array.from({ length: draw.int(0, 8) }, () => jsonValue(draw, schema.id as AnyType, { tame: draw.chance(60) })),
  );
  return [...ids].map((id) => {
    const cells = Object.entries(schema).map(([name, type]) => {
      const value = name === 'id' ? id : type.isNullable && draw.chance(20) ? 'null' : jsonValue(draw, type);
      return `${JSON.stringify(name)}:${value}`;
    });
    return `{${cells.join(',')}}`;
  });
}

/** From one row to the next: often none, sometimes a long gap. */
const stepOf = (draw: Draw, unit: number): number =>
  draw.weighted<() => number>([
    [4, () => 0],
    [6, () => draw.int(0, unit)],
    [4, () => draw.int(unit, 3 * unit)],
    [1, () => draw.int(10, 60) * unit],
  ])();

/** What draws the values of a column: of few ones, or anew each time. */
function column(draw: Draw, type: AnyType, few: boolean, tame: boolean): () => string {
  const nulls = type.isNullable ? draw.pick([5, 20, 60]) : 0;
  const one = () => (draw.chance(nulls) ? 'null' : jsonValue(draw, type, { tame }));
  if (!few) return one;
  const values = Array.from({ length: draw.int(1, 4) }, one);
  return () => draw.pick(values);
}

const timeText = (ms: number, { kind }: AnyType): string =>
  JSON.stringify(kind === 'TIMESTAMP' ? formatTimestamp(ms) : `${formatTimestamp(ms).replace(' ', 'T')}Z`);
