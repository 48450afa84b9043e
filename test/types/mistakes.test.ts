/** Mistakes that must not compile, each with the sentence that a person reads. */
import { compile } from './compile';
import { JOIN_MISTAKES, JOINS_ACCEPTED } from './joins-mistakes';
import * as relations from './relations-mistakes';

const MISTAKES: Record<string, { code: string; says: string }> = {
  ...JOIN_MISTAKES,
  ...relations.MISTAKES,
  'a window without a time attribute': {
    code: `events.tumble('at', { size: minutes(1) });`,
    says: 'no time attribute: declare .watermark(column, delay) on the source',
  },
  'a window over a column that is no time attribute': {
    code: `metrics.tumble('name', { size: minutes(1) });`,
    says: `'"name"' is not assignable to parameter of type '"at"'`,
  },
  'a time attribute that an aggregate has lost': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, last: max(m.value) })).tumble('last', { size: minutes(5) });`,
    says: 'no time attribute: declare .watermark(column, delay) on the source',
  },
  'a watermark on a column that is no timestamp': {
    code: `events.watermark('value', seconds(5));`,
    says: `'"value"' is not assignable to parameter of type '"at"'`,
  },
  'a watermark on a nullable column': {
    code: `source('x', { at: t.timestamp.nullable() }).watermark('at', seconds(5));`,
    says: `to parameter of type 'never'`,
  },
  'an aggregate outside groupBy': {
    code: `metrics.select((m) => ({ mean: avg(m.value) }));`,
    says: 'an aggregate needs groupBy: call .groupBy(…) before .select',
  },
  'an aggregate in where': {
    code: `metrics.where((m) => avg(m.value).gt(1));`,
    says: 'where comes before aggregates: aggregate with .groupBy(…).select(…), then filter its result',
  },
  'an ungrouped column': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ value: m.value }));`,
    says: 'this column is neither grouped nor aggregated: add it to groupBy or wrap it in an aggregate',
  },
  'an aggregate and an ungrouped column in one expression': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: avg(m.value).plus(m.value) }));`,
    says: 'this column is neither grouped nor aggregated: add it to groupBy or wrap it in an aggregate',
  },
  'a nested aggregate': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: avg(sum(m.value)) }));`,
    says: 'an aggregate cannot be the argument of another: aggregate in one select, then in a second over its result',
  },
  'the average of a text': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: avg(m.name) }));`,
    says: 'this aggregate needs a numeric column',
  },
  'the minimum of a boolean': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: min(m.flag) }));`,
    says: 'MIN of a BOOLEAN is not supported',
  },
  'the upper case of a number': {
    code: `metrics.select((m) => ({ x: upper(m.value) }));`,
    says: 'UPPER of a DOUBLE is not supported',
  },
  'the absolute value of a text': {
    code: `metrics.select((m) => ({ x: abs(m.name) }));`,
    says: 'ABS of a STRING is not supported',
  },
  'COALESCE of two types': {
    code: `metrics.select((m) => ({ x: coalesce(m.note, m.value) }));`,
    says: 'COALESCE of STRING and DOUBLE: give both the same type',
  },
  'COALESCE of two nullable columns into a NOT NULL one': {
    code: `metrics.select((m) => ({ name: coalesce(m.note, m.note) })).insertInto(sink('x', { name: t.string }));`,
    says: "column name may be NULL and the sink's is NOT NULL",
  },
  'a record id that may be NULL': {
    code: `source('x', { id: t.string.nullable(), at: t.timestamp }).watermark('at', seconds(5)).recordId('id', { within: minutes(1) });`,
    says: `'"id"' is not assignable to parameter of type`,
  },
  'hopping windows without a slide': {
    code: `metrics.hop('at', { size: minutes(1) });`,
    says: `Property 'slide' is missing`,
  },
  'sessions without keys': {
    code: `metrics.session('at', { gap: minutes(1), partitionBy: [] });`,
    says: `is not assignable to type`,
  },
  'a column that does not exist': {
    code: `metrics.select((m) => ({ x: m.nmae }));`,
    says: `Property 'nmae' does not exist`,
  },
  'grouping by a column that does not exist': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('nmae');`,
    says: `'"nmae"' is not assignable to parameter of type`,
  },
  'arithmetic on text': {
    code: `metrics.select((m) => ({ x: m.name.plus(1) }));`,
    says: 'arithmetic needs numbers: this column is not numeric',
  },
  'a number compared with text': {
    code: `metrics.where((m) => m.value.eq('1'));`,
    says: 'DOUBLE is compared with a number',
  },
  'columns of different kinds compared': {
    code: `metrics.where((m) => m.name.eq(m.at));`,
    says: 'STRING cannot be compared with TIMESTAMP',
  },
  'a condition that is no condition': {
    code: `metrics.where((m) => m.value);`,
    says: 'where needs a condition: compare the value, as in m.value.gt(0)',
  },
  'AND on a number': {
    code: `metrics.where((m) => m.value.and(m.flag));`,
    says: 'AND, OR and NOT need a condition: this is not BOOLEAN',
  },
  'a sink column that is not selected': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, mean: avg(m.value) })).insertInto(averages);`,
    says: "the sink's column window_start is not selected",
  },
  'a selected column that the sink lacks': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, window_start: m.window_start, mean: avg(m.value), n: count() })).insertInto(averages);`,
    says: 'the sink has no column n',
  },
  'a column of another type than the sink has': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, window_start: m.window_start, mean: avg(m.size) })).insertInto(averages);`,
    says: "column mean is INT and the sink's is DOUBLE",
  },
  'a decimal of another scale than the sink has': {
    code: `numbers.select((n) => ({ x: n.price.times(n.size) })).insertInto(sink('x', { x: t.decimal(10, 2) }));`,
    says: "column x is DECIMAL(21, 2) and the sink's is DECIMAL(10, 2)",
  },
  'an array whose elements may be NULL into one of NOT NULL': {
    code: `numbers.select((n) => ({ notes: n.notes })).insertInto(sink('x', { notes: t.array(t.string) }));`,
    says: "column notes and the sink's are both ARRAY<STRING>, but not of the same types within",
  },
  'a row with another field': {
    code: `numbers.select((n) => ({ user: n.user })).insertInto(sink('x', { user: t.row({ name: t.string, age: t.bigint.nullable() }) }));`,
    says: "column user and the sink's are both ROW, but not of the same types within",
  },
  'a precision that no decimal has': {
    code: `t.decimal(39, 2);`,
    says: "DECIMAL's precision is a whole number from 1 to 38",
  },
  'a length of nothing': {
    code: `t.varchar(0);`,
    says: 'a length is a whole number from 1',
  },
  'a precision that no timestamp has': {
    code: `t.timestampOf(10);`,
    says: "a timestamp's precision is a whole number from 0 to 9",
  },
  'a timestamp compared with a point in time': {
    code: `numbers.where((n) => n.at.gt(n.instant));`,
    says: 'TIMESTAMP cannot be compared with TIMESTAMP_LTZ',
  },
  'a remainder of doubles': {
    code: `numbers.select((n) => ({ x: n.size.mod(n.value) }));`,
    says: 'MOD is of whole numbers and decimals, not of INT and DOUBLE',
  },
  'a text for a number': {
    code: `numbers.select((n) => ({ x: n.size.plus('1') }));`,
    says: 'arithmetic of INT needs a number, not a text',
  },
  'a length of time added to a number': {
    code: `numbers.select((n) => ({ x: n.size.plus(minutes(1)) }));`,
    says: 'a length of time is added to a TIMESTAMP: this is INT',
  },
  'an order of arrays': {
    code: `numbers.where((n) => n.notes.lt(n.notes));`,
    says: 'ARRAY<STRING> has no order',
  },
  'an element of a number': {
    code: `numbers.select((n) => ({ x: n.size.at(1) }));`,
    says: 'this is INT and not a ARRAY',
  },
  'a key of another type': {
    code: `numbers.select((n) => ({ x: n.counts.get(n.size) }));`,
    says: "the MAP's keys are STRING, not INT",
  },
  'a field that a row lacks': {
    code: `numbers.select((n) => ({ x: n.user.field('nmae') }));`,
    says: `'"nmae"' is not assignable to parameter of type '"name" | "age"'`,
  },
  'NULL into a NOT NULL column': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('note').select((m) => ({ name: m.note, n: count() })).insertInto(totals);`,
    says: "column name may be NULL and the sink's is NOT NULL",
  },
  'updates into a sink that only appends': {
    code: `metrics.groupBy('name').select((m) => ({ name: m.name, n: count() })).insertInto(totals);`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'a window over a table that updates': {
    code: `metrics.groupBy('at').select((m) => ({ at: m.at, n: count() })).tumble('at', { size: minutes(1) });`,
    says: 'a window needs final rows: this table updates its earlier ones',
  },
  'a window over the time column of a row that was aggregated': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy('at').select((m) => ({ at: m.at, n: count() })).tumble('at', { size: minutes(1) });`,
    says: 'no time attribute: declare .watermark(column, delay) on the source',
  },
  'a primary key that is no column': {
    code: `sink('x', { name: t.string }, { primaryKey: ['id'] });`,
    says: `'"id"' is not assignable to type '"name"'`,
  },
  'a window over rows that have bounds already': {
    code: `metrics.tumble('at', { size: minutes(1) }).groupBy().select((m) => ({ window_end: m.window_end, at: m.window_time })).tumble('at', { size: minutes(5) });`,
    says: "a window adds window_end: rename the table's own in a select first",
  },
  'a processing-time attribute of a name that is taken': {
    code: `metrics.processingTime('at');`,
    says: 'the table already has a column at',
  },
  'a metadata column of a name that is taken': {
    code: `metrics.metadata({ name: 'shard' });`,
    says: 'the table already has a column name',
  },
  'metadata that records do not have': {
    code: `metrics.metadata({ partition: 'partition' });`,
    says: `'"partition"' is not assignable to type '"arrival" | "shard" | "sequence" | "raw"'`,
  },
  'a computed column of a name that is taken': {
    code: `metrics.addColumns((m) => ({ value: m.value.times(2) }));`,
    says: 'the table already has a column value',
  },
  'a lane that does not exist': {
    code: `job('x', { lane: 'slow' }, []);`,
    says: `'"slow"' is not assignable to type 'Lane'`,
  },
};

const ACCEPTED: Record<string, string> = {
  ...JOINS_ACCEPTED,
  ...relations.ACCEPTED,
  'decimals with texts, numbers and doubles': `numbers.where((n) => n.price.gt('1.50').and(n.price.lt(2)).and(n.price.gt(n.value))).select((n) => ({ a: n.price.plus('0.05'), b: n.price.times(n.value) })).insertInto(sink('x', { a: t.decimal(11, 2), b: t.double }));`,
  'texts of unlike lengths': `numbers.where((n) => n.code.eq(n.name).or(n.code.eq('DE')));`,
  'days, times and points in time': `numbers.where((n) => n.day.gte('2026-11-24').and(n.clock.lt('12:00:00')).and(n.instant.gt(new Date())));`,
  'lengths of time added to timestamps': `numbers.where((n) => n.at.plus(minutes(5)).gt(n.at.minus(seconds(1)))).select((n) => ({ x: n.instant.plus(minutes(1)) })).insertInto(sink('x', { x: t.timestampLtz }));`,
  'elements, keys and fields': `numbers.select((n) => ({ first: n.notes.at(1), last: n.notes.at(n.size), count: n.counts.get('a'), other: n.counts.get(n.name), name: n.user.field('name'), age: n.user.field('age') })).insertInto(sink('x', { first: t.string.nullable(), last: t.string.nullable(), count: t.bigint.nullable(), other: t.bigint.nullable(), name: t.string, age: t.int.nullable() }));`,
  'arrays, maps and rows': `numbers.select((n) => ({ notes: n.notes, counts: n.counts, user: n.user })).insertInto(sink('x', { notes: t.array(t.string.nullable()).nullable(), counts: t.map(t.string, t.bigint), user: t.row({ name: t.string, age: t.int.nullable() }) }));`,
  NULL: `numbers.select(() => ({ x: lit(null, t.string.nullable()) })).insertInto(sink('x', { x: t.string.nullable() }));`,
  'COALESCE that ends with a value': `metrics.select((m) => ({ name: coalesce(m.note, m.name) })).insertInto(sink('x', { name: t.string }));`,
  'a function of a key, and of an aggregate': `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: upper(m.name), x: abs(sum(m.value)) }));`,
  'rows kept aside': `metrics.malformedRows().select((m) => ({ _raw: m._raw })).insertInto(sink('x', { _raw: t.bytes })); metrics.tumble('at', { size: minutes(1) }).lateRows().select((m) => ({ name: m.name }));`,
  'the founding aggregation': `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, window_start: m.window_start, mean: avg(m.value) })).insertInto(averages);`,
  'updates into a sink with a key': `metrics.groupBy('name').select((m) => ({ name: m.name, n: count() })).insertInto(upserts);`,
  'a cascade over window_time': `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, at: m.window_time, n: count() })).tumble('at', { size: minutes(5) }).groupBy('name').select((m) => ({ name: m.name, n: sum(m.n) })).insertInto(totals);`,
  'a time attribute kept through where and select': `metrics.where((m) => m.value.gt(0).and(m.note.isNotNull())).select((m) => ({ name: m.name, when: m.at })).tumble('when', { size: minutes(1) });`,
  'a key inside an aggregate': `metrics.tumble('at', { size: minutes(1) }).groupBy('size').select((m) => ({ size: m.size, s: sum(m.size), e: m.window_end }));`,
  'numbers of different types': `metrics.where((m) => m.size.gt(m.value).or(m.size.times(2).lte(lit(3, t.int)).not()));`,
  'NULL into a nullable column': `metrics.select((m) => ({ note: m.note, name: m.name })).insertInto(sink('x', { note: t.string.nullable(), name: t.string.nullable() }));`,
};

describe('mistakes that do not compile', () => {
  const messages = compile({
    ...ACCEPTED,
    ...Object.fromEntries(Object.entries(MISTAKES).map(([name, { code }]) => [name, code])),
  });

  it.each(Object.entries(MISTAKES))('%s', (name, { says }) => {
    expect(messages[name]?.join('\n')).toContain(says);
    // One mistake, one message.
    expect(messages[name]).toHaveLength(1);
  });

  it.each(Object.keys(ACCEPTED))('but this does: %s', (name) => {
    expect(messages[name]).toEqual([]);
  });
});
