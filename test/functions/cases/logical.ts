import type { ScalarCases } from '../case';

export const CASES: ScalarCases = (c) => [
  [c.yes.and(c.no), 'FALSE'],
  [c.yes.and(c.unknown), null],
  [c.no.and(c.unknown), 'FALSE'],
  [c.yes.or(c.unknown), 'TRUE'],
  [c.no.or(c.unknown), null],
  [c.yes.not(), 'FALSE'],
  [c.unknown.not(), null],
  [c.yes.isTrue(), 'TRUE'],
  [c.unknown.isTrue(), 'FALSE'],
  [c.no.isNotTrue(), 'TRUE'],
  [c.unknown.isNotTrue(), 'TRUE'],
  [c.no.isFalse(), 'TRUE'],
  [c.unknown.isFalse(), 'FALSE'],
  [c.yes.isNotFalse(), 'TRUE'],
  [c.unknown.isNotFalse(), 'TRUE'],
  [c.unknown.isUnknown(), 'TRUE'],
  [c.yes.isUnknown(), 'FALSE'],
  [c.unknown.isNotUnknown(), 'FALSE'],
];
