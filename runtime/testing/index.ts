export type { Snapshot } from '../engine/snapshot';
export type { Why } from '../engine/why';
export {
  type Arrival,
  type EventsOptions,
  events,
  type RowsOptions,
  rowsOf,
  type TimedOptions,
} from './arbitraries';
export { FlinkError, FlinkOracle } from './flink';
export type { GivenRow } from './given';
export {
  batchInvariance,
  type LawOptions,
  monotonicWatermarks,
  orderInvariance,
  restoreInvariance,
  streamEqualsBatch,
} from './laws';
export { type AnyRow, fromBatch, type RowOf, toBatch } from './rows';
export { type Change, type ChangeKind, type Simulation, type SimulationOptions, simulate } from './simulate';
export { valuesOf } from './values';
export { windowPartition } from './window-law';
