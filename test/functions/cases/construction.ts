import { arrayOf, mapOf, rowOf } from 'millrace';
import type { ScalarCases } from '../case';

export const CASES: ScalarCases = (c) => [
  [arrayOf(c.i, c.in), '[7, NULL]'],
  [arrayOf(c.i, 8), '[7, 8]'],
  [arrayOf(c.s), '[né]'],
  [mapOf([c.s, c.i]), '{né=7}'],
  [mapOf([c.s, c.in]), '{né=NULL}'],
  [rowOf({ a: c.i, b: c.sn }), '(7, NULL)'],
  [rowOf({ a: c.i, b: c.sn }).field('a'), '7'],
];
