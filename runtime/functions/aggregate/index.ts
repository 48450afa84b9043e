export { avg } from './avg';
export { count } from './count';
export { grouping, groupingId } from './grouping';
export { max } from './max';
export { min } from './min';
export { sum } from './sum';
