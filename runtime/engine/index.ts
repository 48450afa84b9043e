// Rows come in and go out as Arrow record batches; LocalJob itself works on the typed arrays under them.
export { fromRecordBatch, RecordBatchDecoder, toRecordBatch } from '../connectors/files/arrow';
export type { Batch, Column, Dictionary } from './batch';
export { FinalTable } from './final-table';
export { type Counters, LocalJob, type Outputs } from './pipeline';
