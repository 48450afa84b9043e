/** Cases, drawn and shrunk by fast-check. */
import fc from 'fast-check';
import { isSource } from '../../../runtime/operators/source';
import { build, type Case } from '../case';
import { needsPunctual } from '../order';
import { shrunk } from '../shrink';
import { Drawing, type Relation } from './drawing';
import { OPERATORS } from './operators';
import { Draw } from './random';
import { drawRecords, drawSource, keyType } from './sources';

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
        [7, 1],
        [4, 2],
        [1, 3],
      ]),
    )
    .map((name) => drawSource(d, name, key));
  let last = sources[0] as Relation;
  const steps = draw.weighted([
    [3, 1],
    [5, 2],
    [4, 3],
    [2, 4],
  ]);
  for (let i = 0, tries = 0; i < steps && tries < 30; tries++) {
    const operator = draw.weighted(OPERATORS.map((one) => [one.weight, one] as const));
    const made = d.attempt(() => operator.draw(d, last));
    if (!made) continue;
    last = made;
    i++;
  }
  return withRecords(d, { relations: d.relations, outputs: [last.name], records: {} });
}

function withRecords(d: Drawing, drawn: Case): Case {
  const used = usedOnly(drawn);
  const { job } = build(used);
  const punctual = job.inserts.some(({ input }) => needsPunctual(input));
  const records = Object.fromEntries(
    job.sources.filter(isSource).map((s) => [s.table, drawRecords(d, s, { punctual })]),
  );
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
