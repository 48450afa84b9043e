import { type AnyExpr, type Columns, job, lit, max, min, sink, source, t } from 'millrace';
import { run } from './run';

const schema = {
  a: t.int,
  b: t.int.nullable(),
  big: t.bigint,
  x: t.double,
  s: t.string,
  flag: t.boolean.nullable(),
  note: t.string.nullable(),
} as const;
const numbers = source('numbers', schema);
const row = {
  a: 7,
  b: 2 as number | null,
  big: 3n,
  x: 0.5,
  s: 'né',
  flag: true as boolean | null,
  note: 'n' as string | null,
};

type Select = (n: Columns<typeof schema>) => Readonly<Record<string, AnyExpr>>;

function evaluate(select: Select, given: Partial<typeof row> = {}): unknown {
  // These expressions are all of one row; that the compiler tells them from aggregates is tested in test/types.
  const table = numbers.select(select as never);
  const out = sink('out', table.node.schema);
  return run(job('j', { lane: 'fast' }, [table.insertInto(out as never)]), [{ ...row, ...given }]).rows[0];
}

describe('expressions', () => {
  it.each([
    ['INT wraps', evaluate((n) => ({ v: n.a.plus(2 ** 31 - 1) })), -(2 ** 31) + 6],
    ['INT times wraps', evaluate((n) => ({ v: n.a.times(2 ** 30) })), -(2 ** 30)],
    ['−7 / 2 is −3', evaluate((n) => ({ v: n.a.dividedBy(2) }), { a: -7 }), -3],
    ['MOD(−5, 3) is −2', evaluate((n) => ({ v: n.a.mod(3) }), { a: -5 }), -2],
    ['INT with NULL is NULL', evaluate((n) => ({ v: n.a.plus(n.b) }), { b: null }), null],
    ['a NULL dividend is not divided', evaluate((n) => ({ v: n.b.dividedBy(0) }), { b: null }), null],
    ['INT and BIGINT make BIGINT', evaluate((n) => ({ v: n.a.plus(n.big) })), 10n],
    ['BIGINT and DOUBLE make DOUBLE', evaluate((n) => ({ v: n.big.times(n.x) })), 1.5],
    ['NULL AND FALSE is FALSE', evaluate((n) => ({ v: n.flag.and(n.a.eq(0)) }), { flag: null }), false],
    ['NULL AND TRUE is NULL', evaluate((n) => ({ v: n.flag.and(n.a.eq(7)) }), { flag: null }), null],
    ['NULL OR TRUE is TRUE', evaluate((n) => ({ v: n.flag.or(n.a.eq(7)) }), { flag: null }), true],
    ['NULL OR FALSE is NULL', evaluate((n) => ({ v: n.flag.or(n.a.eq(0)) }), { flag: null }), null],
    ['NOT NULL is NULL', evaluate((n) => ({ v: n.flag.not() }), { flag: null }), null],
    ['IS NULL', evaluate((n) => ({ v: n.b.isNull() }), { b: null }), true],
    ['IS NOT NULL', evaluate((n) => ({ v: n.b.isNotNull() }), { b: null }), false],
    ['strings', evaluate((n) => ({ v: n.s.eq('né') })), true],
    ['strings by code point', evaluate((n) => ({ v: n.s.gt('\uffff') }), { s: '💧' }), true],
    ['a NULL string is not compared', evaluate((n) => ({ v: n.note.lt('x') }), { note: null }), null],
    ['a constant', evaluate(() => ({ v: lit('it\'s `"\\\n', t.string) })), 'it\'s `"\\\n'],
  ])('%s', (_, result, expected) => {
    expect(result).toEqual({ v: expected });
  });

  it('fail the job on an integer division by zero, as Flink does', () => {
    expect(() => evaluate((n) => ({ v: n.a.dividedBy(n.b) }), { b: 0 })).toThrow('divided by zero');
  });

  it('are not computed where nothing reads them', () => {
    const out = sink('out', { a: t.int });
    const unread = numbers.select((n) => ({ a: n.a, boom: n.a.dividedBy(0) })).select((n) => ({ a: n.a }));
    expect(run(job('j', { lane: 'fast' }, [unread.insertInto(out)]), [row]).rows).toEqual([{ a: 7 }]);
  });

  it('refuse literals that their type cannot hold', () => {
    expect(() => numbers.select((n) => ({ v: n.a.plus(2.5) }))).toThrow('2.5 is not of type INT');
    expect(() => numbers.select((n) => ({ v: n.x.plus(Number.POSITIVE_INFINITY) }))).toThrow('is not of type DOUBLE');
  });

  it('refuse the comparison of a value with itself, under one name or two', () => {
    const says = 'both sides of = are the same value';
    expect(() => numbers.where((n) => n.x.eq(n.x))).toThrow(says);
    expect(() => numbers.select((n) => ({ v: n.x.plus(1).eq(n.x.plus(1)) }))).toThrow(says);
    const renamed = numbers.where((n) => n.a.gt(0)).select((n) => ({ p: n.x, q: n.x, r: n.x.plus(1) }));
    expect(() => renamed.where((n) => n.p.eq(n.q))).toThrow(says);
    const counted = numbers.groupBy('a').select((n) => ({ m: max(n.x), n: max(n.x), o: min(n.x) }));
    expect(() => counted.where((c) => c.m.eq(c.n))).toThrow(says);
    expect(() => numbers.where((n) => n.x.between(n.x, 9))).toThrow('two operands of BETWEEN are the same value');
    expect(() => numbers.where((n) => n.x.in([n.x, 9]))).toThrow('two operands of IN are the same value');
    expect(() => numbers.where((n) => n.x.isDistinctFrom(n.x))).toThrow('both sides of IS DISTINCT FROM');
    expect(() => [renamed.where((n) => n.p.eq(n.r)), counted.where((c) => c.m.eq(c.o))]).not.toThrow();
  });

  it('refuse columns of another table', () => {
    const other = source('other', { a: t.int });
    let column: unknown;
    other.select((o) => {
      column = o.a;
      return { a: o.a };
    });
    expect(() => numbers.select(() => ({ a: column as never }))).toThrow('a is a column of another table');
  });
});
