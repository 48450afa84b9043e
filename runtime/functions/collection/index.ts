export {
  arrayAppend,
  arrayConcat,
  arrayJoin,
  arrayPrepend,
  arrayReverse,
  arraySlice,
  cardinality,
  element,
} from './array';
export {
  arrayContains,
  arrayDistinct,
  arrayExcept,
  arrayIntersect,
  arrayMax,
  arrayMin,
  arrayPosition,
  arrayRemove,
  arraySort,
  arrayUnion,
} from './array-elements';
export { mapEntries, mapFromArrays, mapKeys, mapUnion, mapValues, split, strToMap } from './map';
