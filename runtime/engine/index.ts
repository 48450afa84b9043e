export type { Batch, Column, Dictionary } from './batch';
export { type Counters, LocalJob, type Outputs } from './pipeline';
