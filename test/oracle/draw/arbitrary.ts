/** Cases, drawn and shrunk by fast-check. */
import fc from 'fast-check';
import { isSource } from '../../../runtime/operators/source';
import { build, type Case } from '../case';
import { needsPunctual } from '../order';
import { shrunk } from '../shrink';
import { Drawing, type Relation } from './drawing';
import { OPERATORS, UNARY } from './operators';
import type { OperatorDraw } from './parts';
import { Draw } from './random';
import { drawLookup, drawRecords, drawSource, keyType } from './sources';

export interface CaseOptions {
  /** Draw what may fail a job in so many of a hundred cases. */
  readonly failing?: number;
}

class Cases extends fc.Arbitrary<Case> {
  constructor(private readonly options: CaseOptions) {
    super();
  }
  override generate(random: fc.Random): fc.Value<Case> {
    return new fc.Value(drawCase(new Draw(random), this.options), undefined);
  }
  override canShrinkWithoutContext(value: unknown): value is Case {
    return typeof value === 'object';
  }
  override shrink(value: Case): fc.Stream<fc.Value<Case>> {
    return fc.stream(map(shrunk(value), (one) => new fc.Value(one, undefined)));
  }
}

function* map<A, B>(all: Iterable<A>, to: (one: A) => B): Generator<B, void> {
  for (const one of all) yield to(one);
}

export const cases = (options: CaseOptions = {}): fc.Arbitrary<Case> => new Cases(options);

/** The case of a number: each has a seed of its own, so that any can be run again alone. */
export function caseOf(seed: number, number: number, options: CaseOptions = {}): Case {
  const [drawn] = fc.sample(cases(options), { seed: (seed * 1_000_003 + number) | 0, numRuns: 1 });
  return drawn as Case;
}

const UNITS = [1_000, 1_000, 1_000, 60_000, 100, 3_600_000];

function drawCase(draw: Draw, { failing = 3 }: CaseOptions): Case {
  const mayFail = draw.chance(failing);
  const d = new Drawing(draw, { mayFail, without: new Set() }, draw.pick(UNITS));
  const key = keyType(draw);
  const sources = ['a', 'b', 'c']
    .slice(
      0,
      draw.weighted([
        [5, 1],
        [5, 2],
        [1, 3],
      ]),
    )
    .map((name) => drawSource(d, name, key));
  d.made.push(...sources.slice(1));
  // Some of the others are something else before they meet the first.
  for (const other of sources.slice(1)) if (draw.chance(35)) grow(d, other, UNARY, 1);
  const last = grow(
    d,
    sources[0] as Relation,
    OPERATORS,
    draw.weighted([
      [3, 1],
      [5, 2],
      [4, 3],
      [2, 4],
    ]),
  );
  return withRecords(d, { relations: d.relations, outputs: [last.name], records: {} });
}

/** The relation after so many operators. */
function grow(d: Drawing, from: Relation, operators: readonly OperatorDraw[], steps: number): Relation {
  let last = from;
  for (let made = 0, tries = 0; made < steps && tries < 40; tries++) {
    // What is sorted goes into a sink.
    if (last.node.operator.name === 'TemporalSort') return last;
    const operator = d.draw.weighted(operators.map((one) => [one.weight, one] as const));
    const next = d.attempt(() => operator.draw(d, last));
    if (!next) continue;
    if (from.name !== 'a' && next.node.operator.name === 'TemporalSort') continue;
    last = next;
    made++;
    d.made.push(last);
  }
  return last;
}

function withRecords(d: Drawing, drawn: Case): Case {
  const used = usedOnly(drawn);
  const { job } = build(used);
  const punctual = job.inserts.some(({ input }) => needsPunctual(input));
  const records = Object.fromEntries([
    ...job.sources.filter(isSource).map((s) => [s.table, drawRecords(d, s, { punctual })] as const),
    ...job.lookups.map((l) => [l.table, drawLookup(d.draw, l.schema)] as const),
  ]);
  return { ...used, records };
}

/** Without the relations that no output is made of. */
export function usedOnly({ relations, outputs, records }: Case): Case {
  const needed = new Set(outputs);
  for (const [name, term] of Object.entries(relations).reverse()) {
    if (needed.has(name))
      for (const other of JSON.stringify(term).matchAll(/"ref":"(\w+)"/g)) needed.add(other[1] as string);
  }
  return {
    relations: Object.fromEntries(Object.entries(relations).filter(([name]) => needed.has(name))),
    outputs,
    records,
  };
}
