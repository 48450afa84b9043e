export { type Case, caseWhen, ifThenElse } from './case';
export { coalesce, greatest, ifNull, least, nullIf } from './coalesce';
