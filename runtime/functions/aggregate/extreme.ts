import { familyOf } from '../../types/kinds';
import type { AnyType } from '../../types/type';
import { type AggregateFunction, type Code, NOTHING, type Slot, unlessNull } from '../function';

const SLOTS: Record<string, Slot> = {
  i64: { storage: 'i64', init: '0n' },
  dict: { storage: 'any', init: 'null' },
  bool: { storage: 'any', init: 'false' },
};

/** A slot for one value of a type. */
export const valueSlot = ({ spec }: AnyType): Slot => SLOTS[spec.storage] ?? { storage: 'f64', init: '0' };

/** Code of what orders the values of a type as Java does. */
function compareCode(type: AnyType): string {
  switch (familyOf(type.kind)) {
    case 'character':
      return '$.compareStrings';
    case 'decimal':
      return '$.decimalCompare';
    default:
      return ['i64', 'dict'].includes(type.spec.storage) ? '$.compareForms' : '$.compareDoubles';
  }
}

/**
 * MIN or MAX. A DOUBLE is replaced only by one that compares better, so NaN stays only if it came first, as in Flink. Where
 * rows may be taken back Flink orders them otherwise: NaN is greater than all, and −0.0 less than 0.0.
 */
export function extreme(name: 'MIN' | 'MAX'): AggregateFunction {
  const operator = name === 'MIN' ? '<' : '>';
  const call = (helper: string, slot: string | undefined, other: string, type: AnyType | undefined): string =>
    `$.${helper}(${slot}, ${other}, ${compareCode(type as AnyType)}, ${name === 'MIN' ? 1 : -1});`;
  return {
    name,
    nullableWhenFiltered: true,
    type: ([x]) => x as AnyType,
    local: {
      slots: ([x]) => [valueSlot(x as AnyType), { storage: 'f64', init: '0' }],
      accumulate([best, filled], args, [type]) {
        const [x] = args as [Code];
        const compare = compareCode(type as AnyType);
        const better =
          compare === '$.compareDoubles' || type?.spec.storage === 'i64'
            ? `${x.value} ${operator} ${best}`
            : `${compare}(${x.value}, ${best}) ${operator} 0`;
        return unlessNull(
          x,
          `if (${filled} === 0) { ${best} = ${x.value}; ${filled} = 1; } else if (${better}) ${best} = ${x.value};`,
        );
      },
      value: ([best, filled]) => ({ value: best as string, isNull: `${filled} === 0` }),
      retracting: {
        keepsEach: true,
        slots: () => [{ storage: 'any', init: '({ best: null, size: 0, counts: new Map() })' }],
        accumulate: ([state], [x], [type]) => unlessNull(x as Code, call('extremeAdd', state, (x as Code).value, type)),
        retract: ([state], [x], [type]) => unlessNull(x as Code, call('extremeRemove', state, (x as Code).value, type)),
        merge: ([state], [other], [type]) => call('extremeMerge', state, other as string, type),
        value: ([state], [type]) => ({
          value: `(${state}.best ?? ${NOTHING[(type as AnyType).spec.storage] ?? '0'})`,
          isNull: `(${state}.size <= 0 || ${state}.best === null)`,
        }),
      },
    },
  };
}
