/** Random patterns over random rows, on both engines: PATTERNS=n tries more of them, SEED=s others. */
import fc from 'fast-check';
import {
  atLeast,
  count,
  first,
  type Insert,
  job,
  last,
  max,
  one,
  oneOrMore,
  optional,
  seconds,
  sink,
  source,
  sum,
  t,
  times,
  zeroOrMore,
} from 'millrace';
import { finalTables } from './changelog';
import { localTables } from './locally';
import { useFlink } from './oracle';

const flink = useFlink();
const PATTERNS = Number(process.env.PATTERNS ?? 60);
const SEED = Number(process.env.SEED ?? 1);
const PER_JOB = 20;

const prices = source('prices', { symbol: t.string, price: t.int.nullable(), at: t.timestamp }).watermark(
  'at',
  seconds(3),
);

const rows = fc.array(
  fc.record({
    symbol: fc.constantFrom('a', 'b'),
    price: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 12 }),
    jitter: fc.integer({ min: -4, max: 2 }),
    step: fc.constantFrom(0, 0, 1, 1, 2, 10),
  }),
  { minLength: 20, maxLength: 80 },
);

const quantified = (name: string) =>
  fc.oneof(
    fc.constant(one(name)),
    fc.constant(optional(name)),
    fc.constantFrom(oneOrMore(name), oneOrMore(name).reluctant()),
    fc.constantFrom(zeroOrMore(name), zeroOrMore(name).reluctant()),
    fc.constantFrom(atLeast(name, 2), atLeast(name, 2).reluctant()),
    fc.constantFrom(times(name, 1, 3), times(name, 2, 3).reluctant(), times(name, 2)),
  );

const names = ['A', 'B', 'C', 'D'];
const pattern = fc.record({
  variables: fc.integer({ min: 1, max: 4 }).chain((n) => fc.tuple(...names.slice(0, n).map(quantified))),
  conditions: fc.array(
    fc.record({
      kind: fc.constantFrom('any', 'less', 'more', 'falls', 'than', 'sum'),
      than: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 4, maxLength: 4 },
  ),
  after: fc.constantFrom('past', 'past', 'next', 'first', 'last'),
  skipTo: fc.nat(3),
  within: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 2 }),
  isKeyed: fc.boolean(),
});
type Drawn = typeof pattern extends fc.Arbitrary<infer T> ? T : never;

/** The language is typed by the pattern's names; here they are drawn. */
// biome-ignore lint/suspicious/noExplicitAny: what is drawn has no types
type Any = any;

function condition({ kind, than }: Drawn['conditions'][number], name: string, before: string | undefined) {
  return (m: Any) => {
    const { price } = m[name];
    switch (kind) {
      case 'less':
        return price.lt(than);
      case 'more':
        return price.gt(than);
      case 'falls':
        return last(price, 1)
          .isNull()
          .or(price.lt(last(price, 1)));
      case 'than':
        return before === undefined ? price.gt(than) : price.gt(last(m[before].price));
      case 'sum':
        return (sum(price) as Any).lt(than * 2);
      default:
        return price.isNotNull();
    }
  };
}

function insert({ variables, conditions, after, skipTo, within, isKeyed }: Drawn, table: string): Insert | undefined {
  const used = variables.map(({ name }) => name);
  const name = used[skipTo % used.length] as string;
  try {
    const found = prices.matchRecognize({
      ...(isKeyed && { partitionBy: ['symbol'] }),
      orderBy: 'at',
      pattern: variables,
      define: Object.fromEntries(
        used.flatMap((name, i) => {
          const of = conditions[i] as Drawn['conditions'][number];
          return of.kind === 'any' && i % 2 === 0 ? [] : [[name, condition(of, name, used[i - 1])]];
        }),
      ),
      measures: (m: Any) => ({
        ...Object.fromEntries(
          used.flatMap((name) => [
            [`n${name}`, count(m[name].symbol)],
            [`first${name}`, first(m[name].price)],
            [`last${name}`, last(m[name].price, 1)],
            [`most${name}`, max(m[name].price)],
            [`at${name}`, m[name].at],
          ]),
        ),
        n: count(),
        to: m.matchRowtime,
      }),
      afterMatch:
        after === 'past'
          ? 'skip past last row'
          : after === 'next'
            ? 'skip to next row'
            : after === 'first'
              ? { skipToFirst: name }
              : { skipToLast: name },
      ...(within !== null && { within: seconds(within) }),
    } as Any) as Any;
    const columns = Object.entries(found.node.schema).map(([name, type]) => [name, (type as Any).nullable()]);
    return found.insertInto(sink(table, Object.fromEntries(columns) as Any));
  } catch (error) {
    // A pattern that Flink refuses.
    if ((error as { code?: string }).code !== 'INVALID_PATTERN') throw error;
    return undefined;
  }
}

test(`${PATTERNS} random patterns find the same`, async () => {
  let matches = 0;
  for (let from = 0, seed = SEED * 1_000; from < PATTERNS; from += PER_JOB, seed++) {
    const inserts: Insert[] = [];
    for (const [i, drawn] of fc.sample(pattern, { seed, numRuns: PER_JOB * 8 }).entries()) {
      const made = inserts.length < PER_JOB ? insert(drawn, `t${i}`) : undefined;
      if (made) inserts.push(made);
    }
    const [drawn = []] = fc.sample(rows, { seed, numRuns: 1 });
    let time = 0;
    const prices = drawn.map(({ symbol, price, jitter, step }) => {
      time += step;
      return { symbol, price, at: new Date((time + jitter) * 1_000) };
    });
    const of = job('patterns', { lane: 'fast' }, inserts);
    const { tables } = await finalTables(flink(), of, { prices });
    const local = localTables(of, { prices });
    for (const { table } of of.sinks)
      expect({ seed, table, rows: local[table] }).toEqual({ seed, table, rows: tables[table] });
    matches += Object.values(tables).reduce((sum, rows) => sum + rows.length, 0);
  }
  expect(matches).toBeGreaterThan(PATTERNS);
}, 900_000);
