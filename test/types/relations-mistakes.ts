/** Mistakes with groups, ranks, OVER and patterns that must not compile. */
const GROUPED = `const perMinute = metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, from: m.window_start, to: m.window_end, at: m.window_time, n: count() }));`;
const UPDATES = `const counts = metrics.groupBy('name').select((m) => ({ name: m.name, n: count() }));`;

export const MISTAKES: Record<string, { code: string; says: string }> = {
  'HAVING over a column of single rows': {
    code: `metrics.groupBy('name').having((m) => m.value.gt(1)).select((m) => ({ name: m.name }));`,
    says: 'having is about groups: compare keys and aggregates, and filter rows with .where before .groupBy',
  },
  'HAVING without a comparison': {
    code: `metrics.groupBy('name').having(() => count()).select((m) => ({ name: m.name }));`,
    says: 'having needs a condition: compare the value, as in count().gt(10)',
  },
  'a top-N whose rank is a column already': {
    code: `metrics.topN(3, { orderBy: 'value', rank: 'name' });`,
    says: 'there is a column name already',
  },
  'a top-N by a column that does not exist': {
    code: `metrics.topN(3, { orderBy: desc('vlaue') });`,
    says: `'"vlaue"' is not assignable`,
  },
  'a top-N into a sink that only appends': {
    code: `metrics.topN(3, { partitionBy: ['name'], orderBy: 'value' }).select((m) => ({ name: m.name, n: lit(1n, t.bigint) })).insertInto(totals);`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'a top-N by one bound of a window': {
    code: `${GROUPED} perMinute.topN(1, { partitionBy: ['to'], orderBy: 'n' }).select((m) => ({ name: m.name, n: m.n })).insertInto(totals);`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'deduplicating by event time into a sink that only appends': {
    code: `metrics.deduplicate({ by: ['name'], keep: 'first', orderBy: 'at' }).select((m) => ({ name: m.name, n: lit(1n, t.bigint) })).insertInto(totals);`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'deduplicating by a column that is no time': {
    code: `metrics.deduplicate({ by: ['name'], keep: 'last', orderBy: 'value' });`,
    says: `'"value"' is not assignable to type '"at"'`,
  },
  'deduplicating without a time attribute': {
    code: `events.deduplicate({ by: ['name'], keep: 'last', orderBy: 'at' });`,
    says: 'deduplicate goes by time, and there is no time attribute: use .topN(1, …) to go by another column',
  },
  'deduplicating a table that updates': {
    code: `${UPDATES} counts.deduplicate({ by: ['name'], keep: 'last', orderBy: 'n' });`,
    says: 'deduplicate needs final rows: this table updates its earlier ones',
  },
  'OVER a table that updates': {
    code: `${UPDATES} counts.over({ orderBy: 'n' }, (c) => ({ mean: avg(c.n) }));`,
    says: 'over needs final rows: this table updates its earlier ones',
  },
  'OVER without a time attribute': {
    code: `events.over({ orderBy: 'at' }, (c) => ({ mean: avg(c.value) }));`,
    says: 'over goes by time, and there is no time attribute: declare .watermark(column, delay) on the source',
  },
  'OVER with two frames': {
    code: `metrics.over({ orderBy: 'at', rows: 3, range: minutes(1) }, (c) => ({ mean: avg(c.value) }));`,
    says: `to parameter of type 'Over<`,
  },
  'a column of OVER that is there already': {
    code: `metrics.over({ orderBy: 'at' }, (c) => ({ value: avg(c.value) }));`,
    says: 'already has a column value',
  },
  'sorting by a column that is no time': {
    code: `metrics.orderBy('value');`,
    says: `'"value"' is not assignable to parameter of type '"at"'`,
  },
  'sorting a table that updates': {
    code: `${UPDATES} counts.orderBy('n');`,
    says: 'orderBy needs final rows: this table updates its earlier ones; .topN orders it',
  },
  'a nullable key of grouping sets into a NOT NULL column': {
    code: `metrics.tumble('at', { size: minutes(1) }).rollup('name').select((m) => ({ name: m.name, n: count() })).insertInto(totals);`,
    says: "column name may be NULL and the sink's is NOT NULL",
  },
  'GROUPING of a column that is no key': {
    code: `metrics.rollup('name').select((m) => ({ name: m.name, x: grouping(m.value) }));`,
    says: 'grouping is of a key of .groupingSets, .rollup or .cube: give it the column as it is',
  },
  'grouping by bounds of a window that an aggregate has lost': {
    code: `${GROUPED} perMinute.limit(5).groupBy('from', 'to').select((m) => ({ name: max(m.name), n: count() })).insertInto(totals);`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'DISTINCT into a sink that only appends': {
    code: `metrics.select((m) => ({ name: m.name, n: lit(1n, t.bigint) })).distinct().insertInto(totals);`,
    says: 'this table updates its earlier rows and the sink only appends',
  },
  'a top-N in windows over processing time': {
    code: `metrics.processingTime('now').tumble('now', { size: minutes(1) }).topN(1, { orderBy: 'value' });`,
    says: 'Flink has none in windows over processing time: use a window over event time, or aggregate the window',
  },
  'a pattern that nothing ends': {
    code: `metrics.matchRecognize({ orderBy: 'at', pattern: [one('a'), oneOrMore('b')], measures: (m) => ({ x: m.a.value }) });`,
    says: 'nothing ends the last variable: end the pattern with one(…), or make its last variable .reluctant()',
  },
  'a condition of a variable that the pattern lacks': {
    code: `metrics.matchRecognize({ orderBy: 'at', pattern: [one('a'), one('b')], define: { c: (m) => m.a.value.gt(1) }, measures: (m) => ({ x: m.a.value }) });`,
    says: 'define has a condition of c, which the pattern has not',
  },
  'a measure of a variable that the pattern lacks': {
    code: `metrics.matchRecognize({ orderBy: 'at', pattern: [one('a'), one('b')], measures: (m) => ({ x: m.c.value }) });`,
    says: `Property 'c' does not exist`,
  },
  'a condition that is none': {
    code: `metrics.matchRecognize({ orderBy: 'at', pattern: [one('a'), one('b')], define: { b: (m) => m.b.value }, measures: (m) => ({ x: m.a.value }) });`,
    says: `is not assignable to type 'Condition'`,
  },
  'a reluctant single row': {
    code: `one('a').reluctant();`,
    says: 'only oneOrMore, zeroOrMore, atLeast and times(name, from, to) can be reluctant',
  },
  'a pattern in a table without time': {
    code: `events.matchRecognize({ orderBy: 'at', pattern: [one('a'), one('b')], measures: (m) => ({ x: m.a.value }) });`,
    says: 'matchRecognize goes by time, and there is no time attribute: declare .watermark(column, delay) on the source',
  },
  'what a variable without a row measures into a NOT NULL column': {
    code: `metrics.matchRecognize({ orderBy: 'at', pattern: [optional('a'), one('b')], measures: (m) => ({ name: m.a.name, n: count() }) }).insertInto(totals);`,
    says: "column name may be NULL and the sink's is NOT NULL",
  },
};

export const ACCEPTED: Record<string, string> = {
  'results of a window aggregated by its bounds': `${GROUPED} perMinute.groupBy('from', 'to', 'at').select((m) => ({ at: m.at, name: max(m.name), n: count() })).tumble('at', { size: minutes(5) }).groupBy('name').select((m) => ({ name: m.name, n: sum(m.n) })).insertInto(totals);`,
  'the top of a window by its bounds': `${GROUPED} perMinute.topN(1, { partitionBy: ['from', 'to'], orderBy: [desc('n'), 'name'] }).select((m) => ({ name: m.name, n: m.n })).insertInto(totals);`,
  'a top-N with its rank into a sink with a key': `metrics.topN(3, { partitionBy: ['name'], orderBy: asc('value'), rank: 'n' }).select((m) => ({ name: m.name, n: m.n })).insertInto(upserts, { upsertMaterialize: true });`,
  'the first row in processing time': `metrics.processingTime('now').deduplicate({ by: ['name'], keep: 'first', orderBy: 'now' }).select((m) => ({ name: m.name, n: lit(1n, t.bigint) })).insertInto(totals);`,
  'a time attribute kept by OVER and a window top-N': `metrics.over({ orderBy: 'at', rows: 5 }, (m) => ({ mean: avg(m.value) })).tumble('at', { size: minutes(1) }).topN(1, { orderBy: 'mean' }).tumble('window_time' as never, { size: minutes(1) });`,
  'a pattern with conditions on all that came before': `metrics.matchRecognize({ partitionBy: ['name'], orderBy: 'at', pattern: [one('a'), oneOrMore('b'), one('c')], define: { b: (m) => m.b.value.gt(m.a.value).and(last(m.b.value, 1).isNull()), c: (m) => m.c.value.lt(avg(m.b.value)) }, measures: (m) => ({ n: count(m.b.value), at: m.matchRowtime }), afterMatch: { skipToLast: 'b' } }).tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ name: m.name, n: sum(m.n) })).insertInto(totals);`,
};
