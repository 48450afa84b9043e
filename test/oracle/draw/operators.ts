/** What is made of a relation: each operator in its turn, with how often it is drawn. */
import { call, fields, get, js, list, on, ref, type Term } from '../term';
import { aggregates } from './aggregates';
import type { Drawing, Relation } from './drawing';
import { JOINS } from './joins';
import { boundsOf, callback, fresh, keysOf, type OperatorDraw, strings, table, windowed } from './parts';
import { RANKS } from './ranks';

const where: OperatorDraw = {
  name: 'where',
  weight: 5,
  draw(d, input) {
    const columns = d.columns(table(input), 'where');
    return d.add(on(table(input), 'where', callback(d.expressions(columns).condition().term)));
  },
};

/** Columns that are kept as they are, the time attributes mostly among them. */
function kept(d: Drawing, { node: { schema } }: Relation): [string, Term][] {
  return Object.keys(schema)
    .filter((name) => d.draw.chance(schema[name]?.role ? 90 : name === 'k' ? 85 : 45))
    .map((name) => [name, get(ref('r'), name)]);
}

const select: OperatorDraw = {
  name: 'select',
  weight: 10,
  draw(d, input) {
    const columns = d.columns(table(input), 'select');
    const expressions = d.expressions(columns);
    const made = fresh(input.node.schema, d.draw.int(2, 8), 'e').map((name) => [name, expressions.any().term] as const);
    return d.add(on(table(input), 'select', callback(fields(Object.fromEntries([...kept(d, input), ...made])))));
  },
};

const addColumns: OperatorDraw = {
  name: 'addColumns',
  weight: 6,
  draw(d, input) {
    const expressions = d.expressions(d.columns(table(input), 'addColumns'));
    const made = fresh(input.node.schema, d.draw.int(1, 6), 'e').map((name) => [name, expressions.any().term] as const);
    return d.add(on(table(input), 'addColumns', callback(fields(Object.fromEntries(made)))));
  },
};

/** `.groupBy(…)` or grouping sets of keys. */
export function grouped(d: Drawing, of: Term, keys: readonly string[], onlySets = false): Term {
  const { draw } = d;
  const how = draw.weighted([
    [onlySets ? 0 : 8, 'groupBy'],
    [1, 'rollup'],
    [1, 'cube'],
    [1, 'groupingSets'],
  ]);
  if (how !== 'groupingSets') return on(of, keys.length === 0 ? 'groupBy' : how, ...strings(keys));
  const sets = [keys, ...keys.map((key) => [key]), []].filter(
    (set, i, all) => all.findIndex((s) => s.join() === set.join()) === i,
  );
  return on(of, 'groupingSets', list(...draw.some(sets, draw.int(1, sets.length)).map((set) => list(...strings(set)))));
}

/** `.having(…)` at times, and `.select(…)` of keys and aggregates. */
export function aggregated(
  d: Drawing,
  input: Relation,
  of: Term,
  keys: readonly string[],
  bounds: readonly string[],
  merges = false,
): Relation | undefined {
  const { draw } = d;
  const made = aggregates(d, input, d.columns(of, 'select'), keys, { merges });
  if (made.length === 0) return undefined;
  // Of a window behind this one the bounds have these names, too.
  const [from, to, time] = fresh(input.node.schema, 3, 'w');
  const renamed: Record<string, string | undefined> = draw.chance(70)
    ? { window_start: from, window_end: to, window_time: time }
    : {};
  const columns = [
    ...[...keys, ...bounds]
      .filter(() => draw.chance(95))
      .map((key) => [renamed[key] ?? key, get(ref('r'), key)] as const),
    ...made.map(({ term }, i) => [`a${i}`, term] as const),
  ];
  const having = draw.chance(15)
    ? on(of, 'having', callback(on(call('count'), 'gt', js({ big: draw.pick(['0', '1', '2']) }))))
    : of;
  return d.add(on(having, 'select', callback(fields(Object.fromEntries(columns)))));
}

const windowAggregate = (kind: string, weight: number): OperatorDraw => ({
  name: kind,
  weight,
  draw(d, input) {
    // Flink cannot read a session of several keys back from a view.
    const keys = keysOf(d, input, kind === 'session' ? 1 : 2);
    const of = windowed(d, input, kind, keys);
    if (!of || (kind === 'session' && keys.length === 0)) return undefined;
    const by = kind === 'session' ? on(of, 'groupBy', ...strings(keys)) : grouped(d, of, d.draw.chance(85) ? keys : []);
    const bounds = ['window_start', 'window_end', 'window_time'];
    return aggregated(
      d,
      input,
      by,
      keys,
      d.draw.chance(80) ? bounds : d.draw.some(bounds, d.draw.int(0, 2)),
      kind !== 'tumble',
    );
  },
});

const groupBy: OperatorDraw = {
  name: 'groupBy',
  weight: 5,
  draw(d, input) {
    const keys = d.draw.chance(90) ? keysOf(d, input) : [];
    return aggregated(d, input, grouped(d, table(input), keys), keys, []);
  },
};

/** Groups of a window's results, by its bounds. */
const nested: OperatorDraw = {
  name: 'nested window aggregate',
  weight: 9,
  draw(d, input) {
    const bounds = boundsOf(input.node.schema);
    if (bounds.length < 2 || input.node.mode === 'update') return undefined;
    const keys = [...bounds, ...(d.draw.chance(60) ? keysOf(d, input, 1) : [])];
    return aggregated(d, input, on(table(input), 'groupBy', ...strings(keys)), keys, [], true);
  },
};

const distinct: OperatorDraw = {
  name: 'distinct',
  weight: 3,
  draw(d, input) {
    const keys = [...keysOf(d, input, 3), ...(d.draw.chance(30) ? ['window_start', 'window_end'] : [])].filter(
      (key) => key in input.node.schema,
    );
    const few = d.add(
      on(table(input), 'select', callback(fields(Object.fromEntries(keys.map((key) => [key, get(ref('r'), key)]))))),
    );
    return few && d.add(on(table(few), 'distinct'));
  },
};

const unnest: OperatorDraw = {
  name: 'unnest',
  weight: 9,
  draw(d, input) {
    const { schema } = input.node;
    const columns = Object.keys(schema).filter((name) => /^(ARRAY|MAP)/.test(schema[name]?.kind as string));
    if (columns.length === 0) return undefined;
    const column = d.draw.pick(columns);
    const [one, other] = fresh(schema, 2, 'u') as [string, string];
    const parts = schema[column]?.spec.parts;
    const as = parts?.key
      ? { as: list(js(one), js(other)) }
      : parts?.element?.spec.parts?.fields
        ? {}
        : { as: js(one) };
    const type = d.draw.chance(35) ? { type: js('left') } : {};
    return d.add(on(table(input), 'unnest', js(column), fields({ ...as, ...type })));
  },
};

/** Of one table. */
export const UNARY: readonly OperatorDraw[] = [
  where,
  select,
  addColumns,
  windowAggregate('tumble', 5),
  windowAggregate('hop', 4),
  windowAggregate('cumulate', 3),
  windowAggregate('session', 3),
  groupBy,
  nested,
  distinct,
  unnest,
  ...RANKS,
];

export const OPERATORS: readonly OperatorDraw[] = [...UNARY, ...JOINS];
