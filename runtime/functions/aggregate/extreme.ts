import { familyOf } from '../../types/kinds';
import type { AnyType } from '../../types/type';
import { type AggregateFunction, type Code, notLocal, type Slot, unlessNull } from '../function';

const SLOTS: Record<string, Slot> = {
  i64: { storage: 'i64', init: '0n' },
  dict: { storage: 'any', init: 'null' },
};

/**
 * MIN or MAX. A DOUBLE is replaced only by one that compares better, so NaN stays only if it came first, as in Flink.
 */
export function extreme(name: 'MIN' | 'MAX'): AggregateFunction {
  const operator = name === 'MIN' ? '<' : '>';
  return {
    name,
    nullableWhenFiltered: true,
    type: ([x]) => x as AnyType,
    local: {
      slots: ([x]) => [
        SLOTS[(x as AnyType).spec.storage] ?? { storage: 'f64', init: '0' },
        { storage: 'f64', init: '0' },
      ],
      accumulate([best, filled], args, [type]) {
        const [x] = args as [Code];
        const family = familyOf(type?.kind ?? '');
        // Decimals are texts here, of another order.
        if (family === 'decimal') throw notLocal(`${name} of ${type?.kind}`);
        const better =
          family === 'character'
            ? `$.compareStrings(${x.value}, ${best}) ${operator} 0`
            : `${x.value} ${operator} ${best}`;
        return unlessNull(
          x,
          `if (${filled} === 0) { ${best} = ${x.value}; ${filled} = 1; } else if (${better}) ${best} = ${x.value};`,
        );
      },
      value: ([best, filled]) => ({ value: best as string, isNull: `${filled} === 0` }),
    },
  };
}
