export * from './aggregate';
export * from './conditional';
export * from './conversion';
export * from './hash';
export * from './math';
export * from './string';
export * from './temporal';
