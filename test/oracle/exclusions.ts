/** What is not drawn, or not compared, each by its name and with its reason. All else is compared exactly. */

export interface Exclusion {
  readonly what: string;
  readonly why: string;
}

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    what: 'functions of the clock and of chance: CURRENT_DATE, CURRENT_TIME, LOCALTIME, LOCALTIMESTAMP, CURRENT_TIMESTAMP, NOW, CURRENT_ROW_TIMESTAMP, PROCTIME, RAND, RAND_INTEGER, UUID',
    why: 'they give another value by the run',
  },
  {
    what: 'CURRENT_WATERMARK',
    why: 'the local runtime does not compute it; the splits of late rows, which are made of it, are compared',
  },
  {
    what: 'behind two inputs, and behind a window of several keys: FIRST_VALUE, LAST_VALUE, LISTAGG, ARRAY_AGG, sums and averages of FLOAT, DOUBLE and DECIMAL, variances, MIN and MAX of FLOAT and DOUBLE, ROW_NUMBER among equals, LIMIT, deduplication, patterns, frames of ROWS',
    why: 'they go by the order of rows, which Flink leaves open there',
  },
  {
    what: 'the order in which rows are written, and in `update` tables the changes on the way',
    why: 'what is compared are all rows, and of `update` tables those that are left at the end; order and changes show wherever a later operator goes by them',
  },
  {
    what: 'rows at or behind the watermark, where an operator in event time reads several sources',
    why: 'which of them are late depends on how the inputs interleave; over one source late rows are drawn and compared',
  },
  { what: 'FLOAT and DOUBLE as keys of an order (topN)', why: 'Flink fails a job that sorts NaN, or 0.0 beside −0.0' },
  {
    what: 'FIRST_VALUE and LAST_VALUE of CHAR and of times, and in windows that are made of parts',
    why: 'Flink has no code for them',
  },
  {
    what: 'TO_DATE with a format',
    why: 'of a text that it cannot read Flink makes a day of the year 1705471, which no DATE is; the local runtime says so',
  },
  {
    what: 'TRIM of characters that are a column’s',
    why: 'Flink divides by zero where they are an empty text of a record, and gives x where they are one of another origin',
  },
  {
    what: 'joins over all time of what a window’s top-N or deduplication gave',
    why: 'Flink takes its rows for unique without their window, and keeps one of them for all windows',
  },
  { what: 'sessions of several keys', why: 'Flink’s planner cannot read them back from a view' },
  {
    what: 'variances with DISTINCT, and SUM and AVG with DISTINCT in windows that are made of parts',
    why: 'Flink has no code for them',
  },
  {
    what: 'MIN and MAX of a time attribute of TIMESTAMP_LTZ',
    why: 'Flink takes the result for a time attribute, and fails to plan what reads it',
  },
  { what: 'joins on two time attributes that are equal', why: 'Flink makes an interval join of it' },
  { what: 'semi- and anti-joins over UNNEST and lookups', why: 'Flink’s planner loses the correlation' },
  { what: 'DISTINCT of bytes, arrays, maps and rows', why: 'Flink has no code for it' },
  {
    what: 'table functions of one’s own (lateral)',
    why: 'they are a JAR of the user’s; test/functions/table-function.test.ts compares one',
  },
  { what: 'processing time', why: 'it is another by the run' },
  { what: 'record ids (`recordId`)', why: 'test/connectors and test/flink/kinesis compare them' },
  { what: 'which error a job fails with', why: 'the engines say it in words of their own; that both fail is compared' },
];
