export { abs } from './abs';
