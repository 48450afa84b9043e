export { FlinkError, FlinkOracle } from './flink';
export { type AnyRow, fromBatch, type RowOf, toBatch } from './rows';
