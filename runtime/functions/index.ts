export * from './aggregate';
export { type AggregateFunctionOptions, aggregateFunction } from './aggregate-function';
export * from './collection';
export * from './conditional';
export * from './construction';
export * from './conversion';
export * from './hash';
export * from './json';
export * from './math';
export * from './over';
export { sql } from './sql';
export * from './string';
export {
  type TableFunctionCall,
  type TableFunctionOptions,
  tableFunction,
} from './table-function';
export * from './temporal';
export { type ScalarFunctionOptions, scalarFunction } from './user-defined';
