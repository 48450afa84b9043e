export type { Snapshot } from '../engine/snapshot';
export type { Why } from '../engine/why';
export { FlinkError, FlinkOracle } from './flink';
export type { GivenRow } from './given';
export { type AnyRow, fromBatch, type RowOf, toBatch } from './rows';
export { type Change, type ChangeKind, type Simulation, type SimulationOptions, simulate } from './simulate';
