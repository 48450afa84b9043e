/** The public API, and nothing else. */

export { type Environment, environment, type PropertyGroup } from './connectors/environment';
export { filesystem } from './connectors/filesystem';
export { kinesis } from './connectors/kinesis';
export { type SecretReference, secret, secretArns } from './connectors/secret';
export { MillraceError } from './errors';
export { type AnyExpr, type Expr, type Expression, lit, type Stage } from './expr';
export * from './functions';
export { type Job, job, type Lane } from './job';
export type { VersionedTable } from './joins/as-of';
export type { Joined } from './joins/joined';
export { type LookupTable, lookup } from './lookup';
export { first, last } from './match/ends';
export { atLeast, one, oneOrMore, optional, type PatternVariable, times, zeroOrMore } from './match/pattern';
export type { Insert } from './operators/insert';
export { asc, desc, type Ordering } from './ranking';
export type { Columns } from './selection';
export { type Sink, sink } from './sink';
export type { SortedTable } from './sorted';
export { type SourceTable, source } from './source';
export { script, scriptHash } from './sql/script';
export type { Table } from './table';
export { type Duration, days, hours, milliseconds, minutes, seconds } from './time';
export { t } from './types';
export type { Rowtime, Schema, SqlType, Value } from './types/type';
export type { GroupedTable, WindowedTable } from './windowed';
