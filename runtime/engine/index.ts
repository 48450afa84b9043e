// Rows come in and go out as Arrow record batches; LocalJob itself works on the typed arrays under them.
export { fromRecordBatch, RecordBatchDecoder, toRecordBatch } from '../connectors/files/arrow';
export type { Batch, Column, Dictionary } from './batch';
export type { Counters } from './counters';
export { FinalTable } from './final-table';
export { LocalJob, type Outputs } from './pipeline';
export type { Snapshot } from './snapshot';
export type { OperatorWhy, SourceWhy, WaitingWhy, Why } from './why';
