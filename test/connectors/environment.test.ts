import { count, environment, filesystem, job, kinesis, lookup, minutes, seconds, sink, source, t } from 'millrace';

const orders = source('orders', { id: t.string, at: t.timestamp })
  .watermark('at', seconds(5), { clockSkew: seconds(90) })
  .recordId('id', { within: minutes(10) });
const totals = sink('totals', { n: t.bigint });
const totalling = job('totalling', { lane: 'regular' }, [
  orders
    .tumble('at', { size: minutes(1) })
    .groupBy()
    .select(() => ({ n: count() }))
    .insertInto(totals),
]);
const stream = { stream: 'orders', region: 'eu-west-1' };
const folder = (table: string) => filesystem({ path: `/data/${table}`, format: 'json' });

describe('an environment', () => {
  it('binds lookup tables, to what can be looked up in', () => {
    const users = lookup('users', { id: t.string, name: t.string }, { primaryKey: ['id'] });
    const named = job('named', { lane: 'regular' }, [
      orders
        .lookupJoin(users, { on: ['id'] })
        .select((_, u) => ({ name: u.name }))
        .insertInto(sink('names', { name: t.string })),
    ]);
    const test = environment('test')
      .bind(orders, folder('orders'))
      .bind(named.sinks[0] as never, folder('names'));
    const bound = test.bindSideOutputs(folder);
    expect(() => bound.propertyGroups(named)).toThrow('does not say where job named finds users');
    expect(() => bound.bind(users, kinesis(stream))).toThrow(
      'users is a lookup table, and kinesis as it is given cannot be looked up in',
    );
    const files = filesystem({ path: '/data/users.csv', format: 'csv', reloadInterval: minutes(5) });
    expect(bound.bind(users, files).propertyGroups(named)[1]).toEqual({
      PropertyGroupId: 'table.users',
      PropertyMap: {
        connector: 'millrace-lookup',
        path: '/data/users.csv',
        format: 'csv',
        'reload-interval': '300000 ms',
      },
    });
  });

  it('gives each table its connector, and a source what the bridge needs to know of its records', () => {
    const groups = environment('test')
      .bind(orders, kinesis({ ...stream, startingPosition: new Date(0), enhancedFanOut: { consumer: 'c' } }))
      .bind(totals, folder('totals'))
      .bindSideOutputs(folder)
      .propertyGroups(totalling);
    expect(groups.map((g) => g.PropertyGroupId)).toEqual([
      'table.orders',
      'table.totals',
      'table.orders_malformed',
      'table.orders_duplicates',
      'table.orders_late',
    ]);
    expect(groups[0]?.PropertyMap).toEqual({
      connector: 'millrace-kinesis',
      stream: 'orders',
      'aws.region': 'eu-west-1',
      format: 'json',
      'scan.stream.initpos': 'AT_TIMESTAMP',
      'scan.stream.initpos-timestamp': '1970-01-01T00:00:00.000Z',
      'scan.stream.recordpublisher': 'EFO',
      'scan.stream.efo.consumername': 'c',
      'time.clock-skew': '90000 ms',
      'record-id': 'id',
      'record-id.within': '600000 ms',
    });
    expect(groups[1]?.PropertyMap).toMatchObject({ connector: 'filesystem', path: '/data/totals', format: 'json' });
  });

  it('names every table that it does not place, at once, with the cure', () => {
    const none = () => environment('bare').propertyGroups(totalling);
    expect(none).toThrow('does not say where job totalling finds orders, totals, orders_malformed, orders_duplicates');
    expect(none).toThrow('Add .bind(orders, connector(…)) and .bind(totals, connector(…)) and .bindSideOutputs(');
  });

  it('has room in AWS’s limit of 50 characters for the group of every side output', () => {
    const longest = source('s'.repeat(33), { id: t.string, at: t.timestamp })
      .watermark('at', seconds(5))
      .recordId('id', { within: minutes(1) });
    const reading = job('j', { lane: 'fast' }, [
      longest.select((s) => ({ id: s.id })).insertInto(sink('x'.repeat(44), { id: t.string })),
    ]);
    const bindings = environment('test')
      .bind(longest, kinesis(stream))
      .bind(reading.sinks[0] as never, folder('x'));
    const ids = bindings.bindSideOutputs(folder).propertyGroups(reading);
    expect(Math.max(...ids.map(({ PropertyGroupId }) => PropertyGroupId.length))).toBe(50);
    expect(() => source('s'.repeat(34), { id: t.string })).toThrow('then up to 32 letters, digits or _');
    expect(() => sink('x'.repeat(45), { id: t.string })).toThrow('then up to 43 letters, digits or _');
  });

  it('refuses a connector that cannot be what the table is, and a second one', () => {
    const csv = filesystem({ path: '/data/totals.csv', format: 'csv' });
    const some = environment('test');
    expect(() => some.bind(totals, csv)).toThrow('totals is a sink, and filesystem as it is given cannot be written');
    const bound = some.bind(totals, folder('totals'));
    expect(() => bound.bind(totals, folder('totals'))).toThrow('environment test: totals is bound twice');
    expect(() => some.bind(orders.select((o) => ({ id: o.id })) as never, folder('x'))).toThrow('only declared tables');
  });

  it('reads no ARRAY from CSV', () => {
    const tagged = source('tagged', { tags: t.array(t.string) });
    const copy = job('copy', { lane: 'fast' }, [tagged.insertInto(sink('copied', { tags: t.array(t.string) }))]);
    const bound = (format: 'csv' | 'json') =>
      environment('test')
        .bind(tagged, filesystem({ path: '/x', format }))
        .bindSideOutputs(folder)
        .bind(copy.sinks[0] as typeof totals, folder('copied'));
    expect(() => bound('csv').propertyGroups(copy)).toThrow(
      'table tagged: column tags is ARRAY<STRING NOT NULL>, and a field of CSV is no such thing',
    );
    expect(() => bound('json').propertyGroups(copy)).not.toThrow();
  });

  it('checks the options of a connector when it is given', () => {
    expect(() => kinesis({ ...stream, startingPosition: 'NOW' as 'LATEST' })).toThrow('connector kinesis: startingPos');
    expect(() => kinesis({ ...stream, strem: 'x' } as never)).toThrow('strem');
    expect(() => kinesis({ stream: '', region: 'x' })).toThrow('stream: ');
    expect(() => filesystem({ path: 'a;b', format: 'json' })).toThrow('a path must not have a semicolon');
    expect(() => filesystem({ path: [], format: 'json' })).toThrow('connector filesystem: path');
  });
});
