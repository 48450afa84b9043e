/** Operators of two inputs, message by message: what they send, when, and what they keep. */
import { count, type Duration, type Insert, job, lookup, max, minutes, seconds, sink, source, t } from 'millrace';
import { type Batch, LocalJob } from 'millrace/engine';
import { type AnyRow, fromBatch, toBatch } from 'millrace/testing';
import type { RowKind } from '../../runtime/engine/changes';
import type { RowContext, RowOperator } from '../../runtime/engine/row-operator';
import type { PlanNode } from '../../runtime/operators/operator';

const columns = { k: t.int.nullable(), v: t.string, at: t.timestamp };
const left = source('left', columns).watermark('at', seconds(0));
const right = source('right', columns).watermark('at', seconds(0));
const pairs = sink('out', { v: t.string, w: t.string });
const KINDS = ['+I', '-U', '+U', '-D'];

/** A job, and what it has written since it was last asked: `+I a x`. */
function running(insert: Insert, stateTtl?: Duration) {
  const written: string[] = [];
  const of = job('joins', { lane: 'regular', ...(stateTtl && { stateTtl }) }, [insert]);
  const local = new LocalJob(of, {
    rows(table: string, batch: Batch) {
      if (table !== 'out') return;
      const names = Object.keys(insert.sink.schema);
      fromBatch(names, batch).forEach((row, i) => {
        written.push([KINDS[batch.kinds?.[i] ?? 0], ...names.map((name) => text(row[name]))].join(' '));
      });
    },
  });
  return {
    local,
    /** `1 a 5`: key 1, `a`, at second 5; a key `-` is NULL. */
    push(table: 'left' | 'right', ...lines: string[]): string[] {
      local.push(table, toBatch(columns, lines.map(parsed)));
      return written.splice(0);
    },
    end(): string[] {
      local.end('left');
      local.end('right');
      return written.splice(0);
    },
    clock(minute: number): string[] {
      local.clock(minute * 60_000);
      return written.splice(0);
    },
  };
}

const text = (value: unknown): string =>
  value === null ? '-' : value instanceof Date ? String(value.getTime() / 1_000) : String(value);

function parsed(line: string): AnyRow {
  const [k, v, at] = line.split(' ') as [string, string, string];
  return { k: k === '-' ? null : Number(k), v, at: new Date(Number(at) * 1_000) };
}

/** An operator by itself: `+I 1 a` to one of its sides, and what it sends. */
function operating({ node }: { readonly node: PlanNode }, surroundings: Partial<RowContext> = {}) {
  const sent: string[] = [];
  const emit = (row: readonly unknown[], kind: RowKind = 0) =>
    void sent.push([KINDS[kind], ...row.map(text)].join(' '));
  const context = { watermark: 0, now: 0, stateTtl: undefined, lookup: () => [], ...surroundings, emit };
  const operator = (node.operator.rows as (of: PlanNode, context: RowContext) => RowOperator)(node, context);
  return (side: 0 | 1, ...lines: string[]): string[] => {
    for (const line of lines) {
      const [kind, k, v] = line.split(' ') as [string, string, string];
      operator.onRow([k === '-' ? null : Number(k), v, 0], KINDS.indexOf(kind) as RowKind, side);
      // All that it keeps is its state.
      operator.state = structuredClone(operator.state);
    }
    return sent.splice(0);
  };
}

describe('a join over all time', () => {
  const joined = (type: 'inner' | 'left' | 'full') =>
    operating(left.join(right, { on: ['k'], type }).select((l, r) => ({ v: l.v, w: r.v })));

  test('a row without a partner comes with NULL, and is taken back when one comes', () => {
    const send = joined('full');
    expect(send(0, '+I 1 a', '+I - b')).toEqual(['+I a -', '+I b -']);
    expect(send(1, '+I 1 x', '+I - y')).toEqual(['-D a -', '+I a x', '+I - y']);
    expect(send(1, '+I 1 z')).toEqual(['+I a z']);
    expect(send(0, '+I 1 c')).toEqual(['+I c x', '+I c z']);
    expect(send(0, '-U 1 a', '-D - b')).toEqual(['-D a x', '-D a z', '-D b -']);
    expect(send(0, '-U 1 c')).toEqual(['-D c x', '-D c z', '+I - x', '+I - z']);
  });

  test('of equal rows each has its partners', () => {
    const send = joined('left');
    expect(send(0, '+I 1 a', '+I 1 a')).toEqual(['+I a -', '+I a -']);
    expect(send(1, '+I 1 x')).toEqual(['-D a -', '-D a -', '+I a x', '+I a x']);
    expect(send(0, '-D 1 a')).toEqual(['-D a x']);
    expect(send(1, '-U 1 x')).toEqual(['-U a x', '+I a -']);
  });

  test('an inner one passes on what a row does', () => {
    const send = joined('inner');
    expect(send(0, '+I 1 a')).toEqual([]);
    expect(send(1, '+I 1 x', '-U 1 x', '+U 1 y', '-D 1 y')).toEqual(['+I a x', '-U a x', '+U a y', '-D a y']);
  });

  test('a state TTL forgets rows that nobody has touched', () => {
    const { push, clock } = running(
      left
        .join(right, { on: ['k'] })
        .select((l, r) => ({ v: l.v, w: r.v }))
        .insertInto(pairs),
      minutes(10),
    );
    push('left', '1 a 0');
    clock(9);
    expect(push('right', '1 x 0')).toEqual(['+I a x']);
    clock(10);
    expect(push('right', '1 y 0')).toEqual([]);
    expect(push('left', '1 b 0')).toEqual(['+I b x', '+I b y']);
  });
});

describe('WHERE EXISTS', () => {
  test('a row comes with its first partner, and goes with its last one', () => {
    const send = operating(left.semiJoin(right, { on: ['k'] }));
    expect(send(0, '+I 1 a', '+I - n')).toEqual([]);
    expect(send(1, '+I 1 x', '+I 1 y', '+I - z')).toEqual(['+I 1 a 0']);
    expect(send(0, '+I 1 b', '-D 1 b')).toEqual(['+I 1 b 0', '-D 1 b 0']);
    expect(send(1, '-D 1 x', '-U 1 y')).toEqual(['-U 1 a 0']);
  });

  test('negated, the other way round', () => {
    const send = operating(left.antiJoin(right, { on: ['k'] }));
    expect(send(0, '+I 1 a', '+I - n')).toEqual(['+I 1 a 0', '+I - n 0']);
    expect(send(1, '+I 1 x', '+I 1 y', '+I - z')).toEqual(['-D 1 a 0']);
    expect(send(0, '+I 1 b')).toEqual([]);
    expect(send(1, '-D 1 x', '-U 1 y')).toEqual(['+I 1 a 0', '+I 1 b 0']);
  });
});

describe('a set operation', () => {
  test.each([
    ['union', ['+I 1 a 0'], [], [], ['-D 1 a 0']],
    ['intersect', [], ['+I 1 a 0'], ['-D 1 a 0'], []],
    ['intersectAll', [], ['+I 1 a 0'], ['-D 1 a 0'], []],
    ['except', ['+I 1 a 0'], ['-D 1 a 0'], ['+I 1 a 0'], ['-D 1 a 0']],
    ['exceptAll', ['+I 1 a 0', '+I 1 a 0'], ['-D 1 a 0'], ['-D 1 a 0', '+I 1 a 0'], ['-D 1 a 0']],
  ] as const)('%s: how often a row is there follows from both tables', (operation, first, second, third, last) => {
    const send = operating(left[operation](right));
    expect(send(0, '+I 1 a', '+I 1 a')).toEqual(first);
    expect(send(1, '+I 1 a')).toEqual(second);
    expect([...send(0, '-U 1 a'), ...send(1, '-D 1 a')]).toEqual(third);
    expect(send(0, '-D 1 a')).toEqual(last);
  });
});

describe('an interval join', () => {
  const between = [seconds(-5), seconds(10)] as const;

  test('a row waits until its partners would be late, and comes with NULL then', () => {
    const joined = left
      .intervalJoin(right, { on: ['k'], between, type: 'left' })
      .select((l, r) => ({ v: l.v, w: r.v }));
    const { push } = running(joined.insertInto(sink('out', { v: t.string, w: t.string.nullable() })));
    expect(push('left', '1 a 20', '2 b 21')).toEqual([]);
    expect(push('right', '1 x 15')).toEqual(['+I a x']);
    push('left', '9 - 31');
    expect(push('right', '9 - 31')).toEqual(['+I - -']);
    push('left', '9 - 32');
    expect(push('right', '8 - 32')).toEqual(['+I b -']);
  });

  test('rows that come out late are on time for a window: the watermark waits for them', () => {
    const perWindow = left
      .intervalJoin(right, { on: ['k'], between, type: 'left' })
      .select((l, r) => ({ at: l.at, w: r.v }))
      .tumble('at', { size: seconds(10) })
      .groupBy()
      .select((w) => ({ end: w.window_end, n: count(), w: count(w.w) }));
    const { push, end } = running(perWindow.insertInto(sink('out', { end: t.timestamp, n: t.bigint, w: t.bigint })));
    push('left', '1 a 5');
    push('left', '1 b 19');
    // The window of a ends at 10, and its row without a partner comes out at 15.
    expect(push('right', '2 x 19')).toEqual([]);
    push('left', '1 c 25');
    expect(push('right', '2 x 25')).toEqual(['+I 10 1 0']);
    expect(end()).toEqual(['+I 20 1 0', '+I 30 1 0']);
  });
});

describe('a temporal join', () => {
  const joined = left
    .temporalJoin(right.versionedBy('k'), { on: ['k'], asOf: 'at', type: 'left' })
    .select((l, r) => ({ v: l.v, w: r.v }))
    .insertInto(sink('out', { v: t.string, w: t.string.nullable() }));

  test('rows wait for the watermark, and come in the order of their arrival', () => {
    const { push } = running(joined);
    push('right', '- n 5', '1 x 10');
    expect(push('left', '1 b 15', '- c 14', '1 d 20', '1 e 30')).toEqual([]);
    // Late: the watermark of its table has passed it.
    expect(push('right', '1 y 16')).toEqual(['+I b x']);
    expect(push('right', '1 z 29')).toEqual(['+I d y']);
    expect(push('right', '2 - 30')).toEqual(['+I e z']);
  });

  test('a state TTL forgets a key that nobody has touched for half of it more', () => {
    const { push, clock } = running(
      left
        .temporalJoin(right.versionedBy('k'), { on: ['k'], asOf: 'at', type: 'left' })
        .select((l, r) => ({ v: l.v, w: r.v }))
        .insertInto(sink('out', { v: t.string, w: t.string.nullable() })),
      minutes(10),
    );
    push('right', '1 x 1');
    clock(14);
    push('left', '1 a 5');
    expect(push('right', '2 x 9')).toEqual(['+I a x']);
    clock(40);
    push('left', '1 b 15');
    expect(push('right', '2 x 19')).toEqual(['+I b -']);
  });
});

describe('a window join', () => {
  test('windows fire in the order of their ends', () => {
    const joined = left
      .hop('at', { slide: seconds(5), size: seconds(10) })
      .join(right.hop('at', { slide: seconds(5), size: seconds(10) }), { on: ['k'], type: 'full' })
      .select((l, r) => ({ end: l.window_end, v: l.v, w: r.v }));
    const { push, end } = running(
      joined.insertInto(sink('out', { end: t.timestamp.nullable(), v: t.string.nullable(), w: t.string.nullable() })),
    );
    push('left', '1 a 6', '1 b 7');
    expect(push('right', '1 x 7', '1 y 12')).toEqual([]);
    expect(push('left', '2 c 12')).toEqual(['+I 10 a x', '+I 10 b x']);
    expect(end()).toEqual(['+I 15 a x', '+I 15 a y', '+I 15 b x', '+I 15 b y', '+I 15 c -', '+I - - y', '+I 20 c -']);
  });
});

describe('a lookup join', () => {
  const names = lookup('names', { id: t.int, name: t.string }, { primaryKey: ['id'] });
  const joined = left
    .lookupJoin(names, { on: (l, n) => l.k.eq(n.id), type: 'left' })
    .select((l, n) => ({ v: l.v, w: n.name }))
    .insertInto(sink('out', { v: t.string, w: t.string.nullable() }));
  const rows = (...all: readonly (readonly [number, string])[]) =>
    toBatch(
      names.node.schema,
      all.map(([id, name]) => ({ id, name })),
    );

  test('finds what is there when a row comes', () => {
    const { local, push } = running(joined);
    local.lookup('names', rows([1, 'Ada']), rows([2, 'Bea']));
    expect(push('left', '1 a 0', '2 b 0', '3 c 0', '- d 0')).toEqual(['+I a Ada', '+I b Bea', '+I c -', '+I d -']);
    local.lookup('names', rows([1, 'Eve']));
    expect(push('left', '1 a 0', '2 b 0')).toEqual(['+I a Eve', '+I b -']);
  });

  test('refuses a table that is missing, unknown, or has a key twice', () => {
    const { local, push } = running(joined);
    expect(() => push('left', '1 a 0')).toThrow('a row is looked up in names, whose rows have not been given');
    expect(() => local.lookup('left', rows())).toThrow('job joins reads no table left');
    expect(() => local.lookup('names', rows([1, 'a']), rows([1, 'b']))).toThrow(
      'two rows of lookup table names have the same id',
    );
  });
});

test('an aggregate over a join of totals follows their updates', () => {
  const totals = left.groupBy('k').select((l) => ({ k: l.k, n: count() }));
  const best = totals
    .join(right, { on: ['k'] })
    .select((l, r) => ({ n: l.n, v: r.v }))
    .groupBy('v')
    .select((r) => ({ v: r.v, n: max(r.n) }));
  const { push } = running(best.insertInto(sink('out', { v: t.string, n: t.bigint }, { primaryKey: ['v'] })));
  push('right', '1 x 0', '2 x 0');
  expect(push('left', '1 a 0', '2 b 0', '2 c 0').at(-1)).toBe('+U x 2');
});
