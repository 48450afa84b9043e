import type { NumericKind } from '../../types/kinds';
import type { AnyType } from '../../types/type';
import { type AggregateFunction, type Code, NOTHING, unlessNull } from '../function';
import type { Parameter } from '../signature';
import { valueSlot } from './extreme';

/** What Flink has code to keep: no CHAR, no times. */
export type KeptKind = NumericKind | 'BOOLEAN' | 'STRING' | `VARCHAR(${number})`;
export const kept: Parameter<KeptKind> = {
  families: ['integer', 'decimal', 'approximate', 'boolean', 'character'],
  takes: ({ kind }) => !kind.startsWith('CHAR'),
};

/** FIRST_VALUE or LAST_VALUE: by arrival, of the values that are not NULL. Where rows may be taken back it keeps them all. */
export function orderedValue(name: 'FIRST_VALUE' | 'LAST_VALUE'): AggregateFunction {
  const isFirst = name === 'FIRST_VALUE';
  return {
    name,
    nullableWhenFiltered: true,
    type: ([x]) => x as AnyType,
    local: {
      slots: ([x]) => [valueSlot(x as AnyType), { storage: 'f64', init: '0' }],
      accumulate([kept, filled], args) {
        const [x] = args as [Code];
        const keep = `${kept} = ${x.value}; ${filled} = 1;`;
        return unlessNull(x, isFirst ? `if (${filled} === 0) { ${keep} }` : keep);
      },
      value: ([kept, filled]) => ({ value: kept as string, isNull: `${filled} === 0` }),
      retracting: {
        keepsEach: true,
        slots: () => [{ storage: 'any', init: '[]' }],
        accumulate: ([list], [x]) => unlessNull(x as Code, `${list}.push(${(x as Code).value});`),
        retract: ([list], [x]) => unlessNull(x as Code, `$.removeFirst(${list}, ${(x as Code).value});`),
        merge: ([list], [other]) => `${list}.push(...${other});`,
        value: ([list], [type]) => ({
          value: `(${list}.at(${isFirst ? 0 : -1}) ?? ${NOTHING[(type as AnyType).spec.storage] ?? '0'})`,
          isNull: `${list}.length === 0`,
        }),
      },
    },
  };
}
