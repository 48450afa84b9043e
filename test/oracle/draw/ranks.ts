/** Operators by the place of rows: top-N, deduplication, OVER, order, limits, patterns. */
import { familyOf } from '../../../runtime/types/kinds';
import type { AnyType } from '../../../runtime/types/type';
import { isOrdered } from '../order';
import { call, fields, get, js, lambda, list, on, ref, type Term } from '../term';
import { aggregates } from './aggregates';
import type { Drawing, Relation } from './drawing';
import { boundsOf, callback, fresh, keysOf, type OperatorDraw, strings, table, timesOf, windowed } from './parts';
import { duration } from './sources';

/** Neither DOUBLE nor FLOAT: Flink fails a job that sorts NaN, or 0.0 beside −0.0. */
const isSortable = (type: AnyType | undefined): boolean =>
  type !== undefined && !['array', 'map', 'row', 'approximate', 'binary'].includes(familyOf(type.kind));

const ordering = (d: Drawing, name: string): Term => call(d.draw.pick(['asc', 'desc']), js(name));

/**
 * What to sort by. Where the order of arrival is not known it does not decide between equals: all columns are sorted by,
 * so that those are the same row.
 */
function orderBy(d: Drawing, { node }: Relation): Term | undefined {
  // Of an order by time alone Flink makes a deduplication, which takes no updates.
  const isUpdate = node.mode === 'update';
  const columns = Object.keys(node.schema).filter(
    (name) => isSortable(node.schema[name]) && !(isUpdate && node.schema[name]?.role === 'rowtime'),
  );
  if (columns.length === 0) return undefined;
  if (isOrdered(node))
    return list(...d.draw.shuffled(d.draw.some(columns, d.draw.int(1, 2))).map((name) => ordering(d, name)));
  if (columns.length < Object.keys(node.schema).length) return undefined;
  return list(...d.draw.shuffled(columns).map((name) => ordering(d, name)));
}

const ranked = (d: Drawing, { node: { schema } }: Relation): Record<string, Term> =>
  d.draw.chance(45) ? { rank: js(fresh(schema, 1, 'n')[0] as string) } : {};

const topN: OperatorDraw = {
  name: 'topN',
  weight: 3,
  draw(d, input) {
    const order = orderBy(d, input);
    if (!order) return undefined;
    const partitionBy = d.draw.chance(80) ? { partitionBy: list(...strings(keysOf(d, input))) } : {};
    return d.add(
      on(table(input), 'topN', js(d.draw.int(1, 4)), fields({ ...partitionBy, orderBy: order, ...ranked(d, input) })),
    );
  },
};

const windowTopN: OperatorDraw = {
  name: 'window topN',
  weight: 4,
  draw(d, input) {
    const order = orderBy(d, input);
    if (!order) return undefined;
    const keys = d.draw.chance(60) ? keysOf(d, input, 1) : [];
    const limit = js(d.draw.int(1, 3));
    const of = boundsOf(input.node.schema);
    if (of.length === 2) {
      const options = fields({ partitionBy: list(...strings([...of, ...keys])), orderBy: order, ...ranked(d, input) });
      return d.add(on(table(input), 'topN', limit, options));
    }
    const kind = d.draw.pick(['tumble', 'hop', 'cumulate', 'session']);
    const window = windowed(d, input, kind, keys);
    if (!window || (kind === 'session' && keys.length === 0)) return undefined;
    return d.add(
      on(window, 'topN', limit, fields({ partitionBy: list(...strings(keys)), orderBy: order, ...ranked(d, input) })),
    );
  },
};

const deduplicate: OperatorDraw = {
  name: 'deduplicate',
  weight: 4,
  draw(d, input) {
    const [time] = timesOf(input);
    if (time === undefined || !isOrdered(input.node)) return undefined;
    const keys = keysOf(d, input, 1);
    const keep = { by: list(...strings(keys)), keep: js(d.draw.pick(['first', 'last'])) };
    if (d.draw.chance(60)) return d.add(on(table(input), 'deduplicate', fields({ ...keep, orderBy: js(time) })));
    const window = windowed(d, input, d.draw.pick(['tumble', 'hop', 'cumulate', 'session']), keys);
    return window && d.add(on(window, 'deduplicate', fields(keep)));
  },
};

const over: OperatorDraw = {
  name: 'over',
  weight: 5,
  draw(d, input) {
    const { draw, unit } = d;
    const [time] = timesOf(input);
    if (time === undefined || input.node.mode === 'update') return undefined;
    const ordered = isOrdered(input.node);
    const keys = draw.chance(80) ? keysOf(d, input) : [];
    const frame = draw.weighted<() => Record<string, Term>>([
      [ordered ? 3 : 0, () => ({ rows: draw.chance(30) ? js('unbounded') : js(draw.int(0, 5)) })],
      [3, () => ({ range: draw.chance(30) ? js('unbounded') : duration(unit * draw.pick([1, 3, 10])) })],
      [3, () => ({})],
    ])();
    const options = fields({ partitionBy: list(...strings(keys)), orderBy: js(time), ...frame });
    const columns = d.columns(table(input), 'over', ['r'], options);
    // Of rows' numbers and aggregates Flink makes two windows, which it does not take at once.
    const numbers = ordered && Object.keys(frame).length === 0 && draw.chance(50);
    const terms = numbers
      ? draw.chance(50)
        ? [call('rowNumber')]
        : draw.some([call('rank'), call('denseRank')], draw.int(1, 2))
      : aggregates(d, input, columns, [], { merges: false, isOver: true }).map(({ term }) => term);
    if (!numbers && ordered && Object.keys(frame).length === 0 && draw.chance(50)) {
      const of = draw.pick(columns.typed).term;
      terms.push(draw.chance(50) ? call('lag', of) : call('lag', of, js(draw.int(1, 3))));
    }
    const names = fresh(input.node.schema, terms.length, 'o');
    return d.add(
      on(table(input), 'over', options, callback(fields(Object.fromEntries(terms.map((term, i) => [names[i], term]))))),
    );
  },
};

const sort: OperatorDraw = {
  name: 'orderBy',
  weight: 2,
  draw(d, input) {
    const [time] = timesOf(input);
    if (time === undefined) return undefined;
    const others = Object.keys(input.node.schema).filter(
      (name) => name !== time && isSortable(input.node.schema[name]),
    );
    return d.add(
      on(table(input), 'orderBy', js(time), ...d.draw.some(others, d.draw.int(0, 2)).map((name) => ordering(d, name))),
    );
  },
};

const limit: OperatorDraw = {
  name: 'limit',
  weight: 2,
  draw: (d, input) => (isOrdered(input.node) ? d.add(on(table(input), 'limit', js(d.draw.int(1, 12)))) : undefined),
};

const QUANTIFIED: readonly ((name: Term) => Term)[] = [
  (name) => call('one', name),
  (name) => call('one', name),
  (name) => call('optional', name),
  (name) => call('oneOrMore', name),
  (name) => on(call('oneOrMore', name), 'reluctant'),
  (name) => call('zeroOrMore', name),
  (name) => call('atLeast', name, js(2)),
  (name) => call('times', name, js(1), js(3)),
  (name) => call('times', name, js(2)),
];

const match: OperatorDraw = {
  name: 'matchRecognize',
  weight: 12,
  draw(d, input) {
    const { draw, unit } = d;
    const [time] = timesOf(input);
    if (time === undefined || !isOrdered(input.node) || input.node.mode === 'update') return undefined;
    const names = ['A', 'B', 'C'].slice(0, draw.int(1, 3));
    const pattern = names.map((name) => draw.pick(QUANTIFIED)(js(name)));
    const keys = draw.chance(75) ? keysOf(d, input, 1) : [];
    const rest = { partitionBy: list(...strings(keys)), orderBy: js(time), pattern: list(...pattern) };
    const columns = Object.keys(input.node.schema);
    const seen = d.columns(table(input), 'where');
    const define = names
      .filter(() => draw.chance(70))
      .map((name) => {
        const typed = seen.typed.map((one, i) => ({ ...one, term: get(get(ref('r'), name), columns[i] as string) }));
        const row = (seen.scope.r ?? {}) as object;
        const scope = { ...seen.scope, r: Object.fromEntries(names.map((one) => [one, row])) };
        return [name, lambda(['r'], d.expressions({ typed, scope }).condition().term)] as const;
      });
    const measures = Array.from({ length: draw.int(1, 4) }, (_, i) => {
      const of = get(get(ref('r'), draw.pick(names)), draw.pick(columns));
      return [
        `m${i}`,
        draw.weighted([
          [4, call('last', of)],
          [3, call('first', of)],
          [2, call('count', of)],
        ]),
      ] as const;
    });
    const within = draw.chance(40) ? { within: duration(unit * draw.pick([2, 5, 12])) } : {};
    const after = draw.weighted<Record<string, Term>>([
      [4, {}],
      [2, { afterMatch: js('skip to next row') }],
      [1, { afterMatch: fields({ skipToLast: js(draw.pick(names)) }) }],
      [1, { afterMatch: fields({ skipToFirst: js(draw.pick(names)) }) }],
    ]);
    const options = {
      ...rest,
      define: fields(Object.fromEntries(define)),
      measures: lambda(['r'], fields(Object.fromEntries(measures))),
    };
    return d.add(on(table(input), 'matchRecognize', fields({ ...options, ...within, ...after })));
  },
};

export const RANKS: readonly OperatorDraw[] = [topN, windowTopN, deduplicate, over, sort, limit, match];
