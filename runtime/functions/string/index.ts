export * from './case';
export * from './encoding';
export * from './join';
export * from './parse';
export { left, overlay, right, substring } from './part';
export * from './regexp';
export * from './search';
export { ltrim, rtrim, trim } from './trim';
