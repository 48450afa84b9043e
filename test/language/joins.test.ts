/** What building a join refuses, for those who come without types and where types cannot tell. */
import { count, lookup, minutes, seconds, source, t } from 'millrace';

const orders = source('orders', { id: t.int, user: t.int, at: t.timestamp }).watermark('at', seconds(1));
const payments = source('payments', { id: t.string, order: t.int, at: t.timestamp }).watermark('at', seconds(1));
const plain = source('plain', { id: t.int });
const users = lookup('users', { country: t.string, key: t.int }, { primaryKey: ['country', 'key'] });
const within = [seconds(-1), seconds(1)] as const;

describe('a join refuses', () => {
  it('keys that are no columns of both, or of two types', () => {
    expect(() => orders.join(payments, { on: [] })).toThrow('join: on names no column');
    expect(() => orders.join(payments, { on: ['id'] as never })).toThrow(
      'id is INT on the left and STRING on the right',
    );
    expect(() => orders.semiJoin(payments, { on: ['user'] as never })).toThrow(
      'semiJoin: the right table has no column user',
    );
  });

  it('conditions that are none, aggregates and columns of a third table', () => {
    expect(() => orders.join(payments, { on: ((o: { id: unknown }) => o.id) as never })).toThrow(
      'on needs a condition',
    );
    plain.where((p) => {
      expect(() => orders.join(payments, { on: (o) => o.id.eq(p.id) })).toThrow('id is a column of another table');
      return p.id.gt(0);
    });
    expect(() => orders.join(payments, { on: (o) => o.id.eq(o.id) })).toThrow('both sides of = are the same value');
  });

  it('what Flink makes another query of within EXISTS', () => {
    for (const how of ['semiJoin', 'antiJoin'] as const) {
      expect(() => orders[how](payments, { on: (o, p) => o.id.eq(p.order).or(o.user.eq(p.order)) })).toThrow(
        `${how}: Flink cannot compare a row of the left table within OR`,
      );
      expect(() => orders[how](payments, { on: (o, p) => o.id.isNotDistinctFrom(p.order) })).toThrow('IS NOT DISTINCT');
      expect(() => orders[how](payments, { on: (o, p) => o.id.eq(p.order).and(o.user.gt(1)).not() })).toThrow('AND');
    }
    // A search of values, and what is of the right side alone, it does not mind.
    orders.semiJoin(payments, { on: (o, p) => o.id.eq(p.order).and(o.user.eq(1).or(o.user.gt(5))) });
    orders.semiJoin(payments, { on: (o, p) => o.id.eq(p.order).and(p.id.eq('a').or(p.order.gt(5))) });
  });

  it('unlike types where NULL is a value', () => {
    const amounts = source('amounts', { id: t.bigint, name: t.char(3) });
    expect(() => orders.join(amounts, { on: (o, a) => o.id.isNotDistinctFrom(a.id) })).toThrow(
      'join: Flink cannot compare INT and BIGINT by IS NOT DISTINCT FROM',
    );
    payments.join(amounts, { on: (p, a) => p.id.isNotDistinctFrom(a.name) });
    orders.join(amounts, { on: (o, a) => o.id.eq(a.id) });
  });

  it('times that are none, and bounds the wrong way round', () => {
    const on = (o: never, p: never) => (o as { id: { eq(x: unknown): never } }).id.eq((p as { id: never }).id);
    expect(() => orders.intervalJoin(plain as never, { on, between: within } as never)).toThrow(
      'intervalJoin: the right table has no time attribute',
    );
    const totals = orders.groupBy('id').select((o) => ({ id: o.id, n: count() }));
    expect(() => orders.intervalJoin(totals as never, { on, between: within } as never)).toThrow(
      'the right table updates its earlier ones',
    );
    const joined = (o: { id: unknown }) => (o as { id: { gt(n: number): never } }).id.gt(0);
    expect(() => orders.intervalJoin(payments, { on: joined, between: [seconds(1), seconds(-1)] })).toThrow(
      'no time lies between 1 s and -1 s',
    );
    const twice = orders.select((o) => ({ id: o.id, at: o.at, also: o.at }));
    expect(() => twice.intervalJoin(payments, { on: joined, between: within })).toThrow(
      'the time attributes at and also',
    );
  });

  it('a key that is compared in part only: a row would have several partners', () => {
    expect(() => orders.lookupJoin(users, { on: (o, u) => o.user.eq(u.key) })).toThrow(
      "on does not say what the right table's key country is equal to",
    );
    expect(() =>
      orders.temporalJoin(payments.versionedBy('order'), { on: (o, p) => o.at.gt(p.at), asOf: 'at' }),
    ).toThrow('key order is equal to');
  });

  it('windows of other lengths', () => {
    const a = orders.tumble('at', { size: minutes(1) });
    const b = payments.tumble('at', { size: minutes(2) });
    expect(() => a.join(b, { on: (o, p) => o.id.eq(p.order) })).toThrow(
      'the windows are not the same: tumble 1 min on the left, tumble 2 min on the right',
    );
  });
});
