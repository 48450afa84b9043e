/** Flink 1.20's built-in functions by its groups. What is typed is found among the exports by name. */

export interface BuiltIn {
  /** As Flink's documentation spells it. */
  readonly flink: string;
  /** The name of its definition here, where that is another. */
  readonly name?: string;
  /** What people write, where that is no exported function. */
  readonly as?: string;
  /** For what is no exported function. */
  readonly local?: boolean;
  /** Why it is not offered. */
  readonly not?: string;
}

const plain = (...names: readonly string[]): BuiltIn[] => names.map((flink) => ({ flink }));
const method = (flink: string, as: string, name = flink, local = true): BuiltIn => ({
  flink,
  as: `\`${as}\``,
  name,
  local,
});
const not = (flink: string, reason: string): BuiltIn => ({ flink, not: reason });
const BATCH = 'Flink has it in batch only';

export const BUILT_INS: Readonly<Record<string, readonly BuiltIn[]>> = {
  Comparison: [
    method('=', 'a.eq(b)'),
    method('<>', 'a.ne(b)'),
    method('>', 'a.gt(b)'),
    method('>=', 'a.gte(b)'),
    method('<', 'a.lt(b)'),
    method('<=', 'a.lte(b)'),
    method('IS NULL', 'a.isNull()'),
    method('IS NOT NULL', 'a.isNotNull()'),
    method('IS DISTINCT FROM', 'a.isDistinctFrom(b)'),
    method('IS NOT DISTINCT FROM', 'a.isNotDistinctFrom(b)'),
    method('BETWEEN', 'a.between(low, high)'),
    method('NOT BETWEEN', 'a.between(low, high).not()', 'BETWEEN'),
    not('BETWEEN SYMMETRIC', '`a.between(low, high).or(a.between(high, low))` says it'),
    method('LIKE', 'a.like(pattern, escape)'),
    method('NOT LIKE', 'a.like(pattern).not()', 'LIKE'),
    method('SIMILAR TO', 'a.similarTo(pattern)', 'SIMILAR TO'),
    method('NOT SIMILAR TO', 'a.similarTo(pattern).not()', 'SIMILAR TO'),
    method('IN', 'a.in([b, c])'),
    method('NOT IN', 'a.in([b, c]).not()', 'IN'),
    not('EXISTS', 'a subquery: `.semiJoin` is the join that it stands for'),
    not('IN (subquery)', '`.semiJoin` and `.antiJoin` are the joins that it stands for'),
  ],
  Logical: [
    method('OR', 'a.or(b)'),
    method('AND', 'a.and(b)'),
    method('NOT', 'a.not()'),
    method('IS FALSE', 'a.isFalse()'),
    method('IS NOT FALSE', 'a.isNotFalse()'),
    method('IS TRUE', 'a.isTrue()'),
    method('IS NOT TRUE', 'a.isNotTrue()'),
    method('IS UNKNOWN', 'a.isUnknown()'),
    method('IS NOT UNKNOWN', 'a.isNotUnknown()'),
  ],
  Arithmetic: [
    not('+ numeric', 'it is the number'),
    { flink: '- numeric', name: '-', as: '`negate`', local: true },
    method('+', 'a.plus(b)'),
    method('-', 'a.minus(b)'),
    method('*', 'a.times(b)'),
    method('/', 'a.dividedBy(b)'),
    method('%', 'a.mod(b)', 'MOD'),
    ...plain('POWER', 'ABS', 'SQRT', 'LN', 'LOG10', 'LOG2', 'LOG', 'EXP', 'CEIL', 'FLOOR'),
    not('CEILING', 'another name of CEIL: `ceil`'),
    ...plain('SIN', 'SINH', 'COS', 'TAN', 'TANH', 'COT', 'ASIN', 'ACOS', 'ATAN', 'ATAN2', 'COSH', 'DEGREES', 'RADIANS'),
    ...plain('SIGN', 'ROUND', 'PI', 'E', 'RAND', 'RAND_INTEGER', 'UUID', 'BIN', 'HEX', 'TRUNCATE'),
  ],
  String: [
    method('||', 'a.concat(b)'),
    ...plain('CHAR_LENGTH'),
    not('CHARACTER_LENGTH', 'another name of CHAR_LENGTH: `charLength`'),
    ...plain(
      'UPPER',
      'LOWER',
      'POSITION',
      'TRIM',
      'LTRIM',
      'RTRIM',
      'REPEAT',
      'REGEXP_REPLACE',
      'OVERLAY',
      'SUBSTRING',
    ),
    not('SUBSTR', 'another name of SUBSTRING: `substring`'),
    ...plain('REPLACE', 'REGEXP_EXTRACT', 'INITCAP', 'CONCAT', 'CONCAT_WS', 'LPAD', 'RPAD', 'FROM_BASE64', 'TO_BASE64'),
    ...plain('ASCII', 'CHR', 'DECODE'),
    not('ENCODE', 'its type is BINARY(1), to which Flink cuts its result; `a.cast(t.bytes)` gives the UTF-8'),
    ...plain(
      'INSTR',
      'LEFT',
      'RIGHT',
      'LOCATE',
      'PARSE_URL',
      'REGEXP',
      'REVERSE',
      'SPLIT_INDEX',
      'STR_TO_MAP',
      'SPLIT',
    ),
    ...plain('IS_ALPHA', 'IS_DECIMAL', 'IS_DIGIT'),
  ],
  Temporal: [
    method('DATE string', 'lit(text, t.date)', 'literal'),
    method('TIME string', 'lit(text, t.time)', 'literal'),
    method('TIMESTAMP string', 'lit(date, t.timestamp)', 'literal'),
    method('INTERVAL string range', 'a.plus(minutes(5))', '+ INTERVAL'),
    ...plain('LOCALTIME', 'LOCALTIMESTAMP', 'CURRENT_TIME', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'NOW'),
    ...plain('CURRENT_ROW_TIMESTAMP', 'EXTRACT', 'YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAYOFYEAR', 'DAYOFMONTH'),
    ...plain('DAYOFWEEK', 'HOUR', 'MINUTE', 'SECOND'),
    { flink: 'FLOOR(x TO unit)', name: 'FLOOR', as: '`floorTo`', local: true },
    { flink: 'CEIL(x TO unit)', name: 'CEIL', as: '`ceilTo`', local: true },
    ...plain('OVERLAPS', 'DATE_FORMAT', 'TIMESTAMPADD', 'TIMESTAMPDIFF', 'CONVERT_TZ', 'FROM_UNIXTIME'),
    not('UNIX_TIMESTAMP()', 'the wall clock: `currentTimestamp`'),
    ...plain('UNIX_TIMESTAMP', 'TO_DATE', 'TO_TIMESTAMP_LTZ', 'TO_TIMESTAMP', 'CURRENT_WATERMARK'),
    method('PROCTIME', '.processingTime(column)', 'PROCTIME'),
    not('SOURCE_WATERMARK', 'it marks watermarks of a connector that has its own; `.watermark` declares them'),
  ],
  Conditional: [...plain('CASE', 'NULLIF', 'COALESCE', 'IF', 'IFNULL', 'GREATEST', 'LEAST')],
  'Type conversion': [method('CAST', 'a.cast(type)'), method('TRY_CAST', 'a.tryCast(type)'), ...plain('TYPEOF')],
  Collection: [
    ...plain('CARDINALITY', 'ELEMENT'),
    method('array[i]', 'a.at(i)', 'ITEM'),
    method('map[key]', 'a.get(key)', 'ITEM'),
    ...plain('ARRAY_APPEND', 'ARRAY_CONTAINS', 'ARRAY_DISTINCT', 'ARRAY_POSITION', 'ARRAY_PREPEND', 'ARRAY_REMOVE'),
    ...plain(
      'ARRAY_REVERSE',
      'ARRAY_SLICE',
      'ARRAY_SORT',
      'ARRAY_UNION',
      'ARRAY_CONCAT',
      'ARRAY_EXCEPT',
      'ARRAY_INTERSECT',
    ),
    ...plain(
      'ARRAY_MAX',
      'ARRAY_MIN',
      'ARRAY_JOIN',
      'MAP_KEYS',
      'MAP_VALUES',
      'MAP_ENTRIES',
      'MAP_FROM_ARRAYS',
      'MAP_UNION',
    ),
  ],
  JSON: [
    ...plain('IS JSON', 'JSON_EXISTS', 'JSON_STRING', 'JSON_VALUE', 'JSON_QUERY', 'JSON_OBJECT', 'JSON_ARRAY'),
    not('IS NOT JSON', '`isJson(a).not()` says it'),
  ],
  'Value construction and access': [
    { flink: 'ROW' },
    { flink: 'ARRAY' },
    { flink: 'MAP' },
    method('row.field', "a.field('name')", '.a'),
    not('row.*', '`.field` of each: a select names its columns'),
  ],
  Hash: [...plain('MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512', 'SHA2')],
  Grouping: [
    not('GROUP_ID', 'with it Flink tells apart equal grouping sets, which `.groupingSets` does not take'),
    { flink: 'GROUPING' },
    not('GROUPING_ID', 'see `groupingId` under aggregates'),
  ],
  Aggregate: [
    ...plain('COUNT', 'AVG', 'SUM', 'MAX', 'MIN', 'STDDEV_POP', 'STDDEV_SAMP', 'VAR_POP', 'VAR_SAMP'),
    not('STDDEV', 'another name of STDDEV_SAMP: `stddevSamp`'),
    not('VARIANCE', 'another name of VAR_SAMP: `varSamp`'),
    not('APPROX_COUNT_DISTINCT', BATCH),
    not('COLLECT', 'it gives a MULTISET, a type that no sink takes: `arrayAgg`'),
    ...plain('FIRST_VALUE', 'LAST_VALUE', 'LISTAGG', 'ARRAY_AGG', 'JSON_OBJECTAGG', 'JSON_ARRAYAGG', 'GROUPING_ID'),
    not('SINGLE_VALUE', 'the planner makes it of subqueries'),
  ],
  'Over rows': [
    ...plain('ROW_NUMBER', 'RANK', 'DENSE_RANK', 'LAG'),
    ...['LEAD', 'PERCENT_RANK', 'CUME_DIST', 'NTILE'].map((name) => not(name, BATCH)),
  ],
  Other: [
    not('CURRENT_DATABASE', 'jobs have no catalog of their own'),
    not('STREAMRECORD_TIMESTAMP, AGG_DECIMAL_PLUS and other internal ones', 'the planner makes them'),
    not('RANGE_TO, WITH_COLUMNS, WITHOUT_COLUMNS, START, END, ROWTIME, PROCTIME of the Table API', 'they are not SQL'),
  ],
};
