export * from './clock';
export * from './parts';
export * from './steps';
export * from './text';
