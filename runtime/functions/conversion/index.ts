export { typeOf } from './type-of';
