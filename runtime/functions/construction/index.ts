export * from './construction';
