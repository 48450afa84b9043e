/** SUM and AVG of DECIMALs, which here are texts. A sum that 38 digits cannot hold is NULL. */

import { MAX_PRECISION } from '../../types/decimal';
import { familyOf } from '../../types/kinds';
import { avgType } from '../../types/numeric';
import type { AnyType } from '../../types/type';
import { type Code, type LocalAggregate, ofNullable, unlessNull } from '../function';

type Operator = 'decimalAdd' | 'decimalSubtract';
const computed = (operator: Operator, sum: string, x: string, type: AnyType | undefined): string =>
  `$.${operator}(${sum}, ${x}, ${MAX_PRECISION}, ${type?.spec.scale ?? 0})`;

const count = { storage: 'f64', init: '0' } as const;

/** The value after a sum that was too large starts it anew. */
const added = (sum: string | undefined, x: string, type: AnyType | undefined): string =>
  `${sum} = ${sum} === null ? ${x} : ${computed('decimalAdd', sum as string, x, type)};`;
const taken = (sum: string | undefined, x: string, type: AnyType | undefined): string =>
  `${sum} = ${computed('decimalSubtract', `${sum} ?? '0'`, x, type)};`;

export const decimalSum: LocalAggregate = {
  slots: () => [{ storage: 'any', init: 'null' }],
  accumulate: ([sum], [x], [type]) => unlessNull(x as Code, added(sum, (x as Code).value, type)),
  merge: ([sum], [other], [type]) => `if (${other} !== null) ${added(sum, other as string, type)}`,
  value: ([sum]) => ofNullable(sum as string, "''"),
  retracting: {
    slots: () => [{ storage: 'any', init: 'null' }, count],
    accumulate: ([sum, n], [x], [type]) => unlessNull(x as Code, `${added(sum, (x as Code).value, type)} ${n}++;`),
    retract: ([sum, n], [x], [type]) => unlessNull(x as Code, `${taken(sum, (x as Code).value, type)} ${n}--;`),
    merge: ([sum, n], [other, m], [type]) =>
      `if (${other} !== null) ${added(sum, other as string, type)} ${n} += ${m};`,
    value: ([sum, n]) => ofNullable(`(${n} === 0 ? null : ${sum})`, "''"),
  },
};

/** SUM0, and the sum of AVG, start from 0 and stay NULL once they are. */
export const decimalSum0: LocalAggregate = {
  slots: () => [{ storage: 'any', init: "'0'" }],
  accumulate: ([sum], [x], [type]) => unlessNull(x as Code, stepped('decimalAdd', sum, (x as Code).value, type)),
  retract: ([sum], [x], [type]) => unlessNull(x as Code, stepped('decimalSubtract', sum, (x as Code).value, type)),
  merge: ([sum], [other], [type]) =>
    `${sum} = ${other} === null ? null : ${sum} === null ? null : ${computed('decimalAdd', sum as string, other as string, type)};`,
  // The first sum has the digits behind the point that its type has.
  value: ([sum], [type]) =>
    ofNullable(`(${sum} === '0' ? $.decimalFit('0', ${MAX_PRECISION}, ${type?.spec.scale ?? 0}) : ${sum})`, "''"),
};
const stepped = (operator: Operator, sum: string | undefined, x: string, type: AnyType | undefined): string =>
  `if (${sum} !== null) ${sum} = ${computed(operator, sum as string, x, type)};`;

export const decimalAvg: LocalAggregate = {
  slots: (types) => [...decimalSum0.slots(types), count],
  accumulate: ([sum, n], [x], [type]) =>
    unlessNull(x as Code, `${stepped('decimalAdd', sum, (x as Code).value, type)} ${n}++;`),
  retract: ([sum, n], [x], [type]) =>
    unlessNull(x as Code, `${stepped('decimalSubtract', sum, (x as Code).value, type)} ${n}--;`),
  merge: ([sum, n], [other, m], types) =>
    `${decimalSum0.merge?.([sum as string], [other as string], types)} ${n} += ${m};`,
  value([sum, n], [type]) {
    const { precision, scale } = avgType(type as AnyType).spec;
    const quotient = `$.decimalDivide(${sum}, String(${n}), ${precision}, ${scale})`;
    return ofNullable(`(${n} === 0 || ${sum} === null ? null : ${quotient})`, "''");
  },
};

/** One way for DECIMALs, another for the other numbers. */
export function forDecimals(decimals: LocalAggregate, others: LocalAggregate): LocalAggregate {
  const of = ([type]: readonly AnyType[]): LocalAggregate =>
    familyOf(type?.kind ?? '') === 'decimal' ? decimals : others;
  const { retracting } = others;
  return {
    slots: (types) => of(types).slots(types),
    accumulate: (slots, args, types) => of(types).accumulate(slots, args, types),
    merge: (slots, other, types) => merged(of(types), slots, other, types),
    value: (slots, types) => of(types).value(slots, types),
    ...(others.retract && { retract: (slots, args, types) => of(types).retract?.(slots, args, types) as string }),
    ...(retracting && { retracting: forDecimals(decimals.retracting ?? decimals, retracting) }),
  };
}

/** Statements that take another group's slots in. */
export const merged = (
  local: LocalAggregate,
  slots: readonly string[],
  other: readonly string[],
  types: readonly AnyType[],
): string => local.merge?.(slots, other, types) ?? local.accumulate(slots, [local.value(other, types)], types);
