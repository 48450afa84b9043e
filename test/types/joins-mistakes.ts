/** Mistakes with two tables, each with the sentence that a person reads; and what is accepted. */

export const JOIN_MISTAKES: Record<string, { code: string; says: string }> = {
  'a join on a column that the right table lacks': {
    code: `metrics.join(other, { on: ['size'] });`,
    says: 'the right table has no column size: compare two columns in on: (left, right) => left.size.eq(right.…)',
  },
  'a join on columns of two types': {
    code: `metrics.join(other.select((o) => ({ name: o.value })), { on: ['name'] });`,
    says: 'name is STRING on the left and DOUBLE on the right: compare values of one type in on: (left, right) => …',
  },
  'a join on a value that is no condition': {
    code: `metrics.join(other, { on: (m) => m.name });`,
    says: 'on needs a condition: compare the two sides, as in left.id.eq(right.id)',
  },
  'a join on an aggregate': {
    code: `metrics.join(other, { on: (m, o) => max(m.value).gt(o.value) });`,
    says: 'a join compares rows: aggregate with .groupBy(…).select(…) first, then join the result',
  },
  'a kind of join that there is not': {
    code: `metrics.join(other, { on: ['name'], type: 'outer' });`,
    says: `'"outer"' is not assignable to type 'JoinType'`,
  },
  'a padded column into a NOT NULL one': {
    code: `metrics.join(other, { on: ['name'], type: 'left' }).select((m, o) => ({ name: m.name, n: o.value })).insertInto(sink('x', { name: t.string, n: t.double }, { primaryKey: ['name'] }));`,
    says: "column n may be NULL and the sink's is NOT NULL",
  },
  'an outer join into a sink that only appends': {
    code: `metrics.join(other, { on: ['name'], type: 'left' }).select((m) => ({ name: m.name })).insertInto(sink('x', { name: t.string }));`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'a window over a time that a join has lost': {
    code: `metrics.join(other, { on: ['name'] }).select((m) => ({ at: m.at })).tumble('at', { size: minutes(1) });`,
    says: 'no time attribute: declare .watermark(column, delay) on the source',
  },
  'an interval join of a table without a time attribute': {
    code: `metrics.intervalJoin(events, { on: ['name'], between: [seconds(0), minutes(1)] });`,
    says: 'the right table has no time attribute: declare .watermark(column, delay) on its source',
  },
  'an interval join of a table that updates': {
    code: `metrics.intervalJoin(other.groupBy('name').select((o) => ({ name: o.name, n: count() })), { on: ['name'], between: [seconds(0), minutes(1)] });`,
    says: 'this join needs final rows: the right table updates its earlier ones',
  },
  'a temporal join as of a column that is no time attribute': {
    code: `metrics.temporalJoin(other.versionedBy('name'), { on: ['name'], asOf: 'value' });`,
    says: `'"value"' is not assignable to type '"at"'`,
  },
  'a temporal join that keeps rows of the right side': {
    code: `metrics.temporalJoin(other.versionedBy('name'), { on: ['name'], asOf: 'at', type: 'full' });`,
    says: `'"full"' is not assignable to type 'AsOfType'`,
  },
  'versions of a table without a time attribute': {
    code: `events.versionedBy('name');`,
    says: 'the versioned table has no time attribute: declare .watermark(column, delay) on its source',
  },
  'a lookup for rows that update': {
    code: `metrics.groupBy('name').select((m) => ({ name: m.name, n: count() })).lookupJoin(users, { on: ['name'] });`,
    says: 'a lookup join needs final rows',
  },
  'a lookup key that may be NULL': {
    code: `lookup('x', { id: t.int.nullable(), name: t.string }, { primaryKey: ['id'] });`,
    says: `'"id"' is not assignable to type '"name"'`,
  },
  'a window join of a table without windows': {
    code: `metrics.windowJoin(other, { on: ['name'] });`,
    says: 'a window join needs both bounds of the window: select window_start in the right table',
  },
  'a union of tables with other columns': {
    code: `metrics.unionAll(other);`,
    says: 'the tables must have the same columns: the other table has no',
  },
  'a union of a column of two types': {
    code: `metrics.select((m) => ({ x: m.name })).union(other.select((o) => ({ x: o.value })));`,
    says: 'column x is STRING here and DOUBLE in the other table',
  },
  'unnesting a text': {
    code: `metrics.unnest('name', { as: 'x' });`,
    says: 'unnest needs an ARRAY or a MAP: this column is STRING',
  },
  'an element without a name': {
    code: `numbers.unnest('notes', {});`,
    says: "an element needs a name: as: 'tag'",
  },
  'an entry with one name': {
    code: `numbers.unnest('counts', { as: 'x' });`,
    says: "an entry of a MAP needs two names: as: ['key', 'value']",
  },
  'an element under a name that is taken': {
    code: `numbers.unnest('notes', { as: 'name' });`,
    says: 'the table already has a column name: choose another name, or rename it in a select first',
  },
  'EXCEPT into a sink that only appends': {
    code: `metrics.select((m) => ({ name: m.name })).except(other.select((o) => ({ name: o.name }))).insertInto(sink('x', { name: t.string }));`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
};

export const JOINS_ACCEPTED: Record<string, string> = {
  'a join by name, and by a condition': `metrics.join(other, { on: ['name', 'value'] }).select((m, o) => ({ a: m.name, b: o.name })); metrics.join(other, { on: (m, o) => m.size.eq(o.value).and(m.note.isNotNull()), type: 'full' }).select((m, o) => ({ a: m.name, b: o.name }));`,
  'joins that only append': `metrics.join(other, { on: ['name'] }).select((m, o) => ({ name: m.name, v: o.value })).insertInto(sink('x', { name: t.string, v: t.double })); metrics.semiJoin(other, { on: ['name'] }).select((m) => ({ name: m.name })).insertInto(sink('y', { name: t.string }));`,
  'a window over what an interval join keeps': `metrics.intervalJoin(other, { on: ['name'], between: [seconds(-5), minutes(1)], type: 'left' }).select((m, o) => ({ at: m.at, then: o.at })).tumble('at', { size: minutes(1) }); metrics.intervalJoin(other, { on: ['name'], between: [seconds(-5), minutes(1)], type: 'right' }).select((m, o) => ({ then: m.at, at: o.at })).tumble('at', { size: minutes(1) });`,
  'a window over what a temporal and a lookup join keep': `metrics.temporalJoin(other.versionedBy('name'), { on: ['name'], asOf: 'at', type: 'left' }).select((m, o) => ({ at: m.at, v: o.value })).lookupJoin(users, { on: (m, u) => m.v.eq(u.id) }).select((m) => ({ at: m.at })).tumble('at', { size: minutes(1) });`,
  'a join of results of windows': `metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, s: m.window_start, e: m.window_end, n: count() })).windowJoin(other.tumble('at', { size: minutes(1) }).groupBy('name').select((o) => ({ name: o.name, from: o.window_start, to: o.window_end })), { on: ['name'] }).select((a) => ({ n: a.n, e: a.e })).insertInto(sink('x', { n: t.bigint, e: t.timestamp }));`,
  'elements, entries and fields': `numbers.unnest('notes', { as: 'note' }).unnest('counts', { as: ['what', 'n'], type: 'left' }).select((n) => ({ note: n.note, what: n.what, n: n.n })).insertInto(sink('x', { note: t.string.nullable(), what: t.string.nullable(), n: t.bigint.nullable() }));`,
  'a union that keeps its time': `metrics.select((m) => ({ name: m.name, at: m.at })).unionAll(other.select((o) => ({ at: o.at, name: o.name }))).tumble('at', { size: minutes(1) });`,
};
