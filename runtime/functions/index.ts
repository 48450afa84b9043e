export * from './aggregate';
export * from './conditional';
export * from './hash';
export * from './math';
export * from './string';
