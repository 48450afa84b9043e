export * from './over';
