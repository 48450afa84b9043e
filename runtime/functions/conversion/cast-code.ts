/** The code of casts, by the families of both types. */
import { type Family, familyOf } from '../../types/kinds';
import { string } from '../../types/string';
import type { AnyType } from '../../types/type';
import { promoted } from '../function';
import { codecOf } from '../support/codecs';

/** Code of a cast of a value that is not NULL. */
export interface CastCode {
  readonly code: string;
  /** It gives null where the value does not fit. */
  readonly mayBeNull?: true;
  /** It throws for a value that cannot be cast, for which a TRY_CAST gives NULL. */
  readonly mayFail?: true;
  /** It calls helpers, which take no value of a NULL. */
  readonly isCall?: true;
}

/** Undefined where the local engine has no such cast. */
export function castCode(value: string, from: AnyType, to: AnyType): CastCode | undefined {
  if (from.spec.sql === to.spec.sql) return { code: value };
  return CASTS[familyOf(from.kind)]?.[familyOf(to.kind)]?.(value, from, to);
}

type Cast = (value: string, from: AnyType, to: AnyType) => CastCode | undefined;

const call = (code: string): CastCode => ({ code, isCall: true });
const reading = (code: string): CastCode => ({ code, mayFail: true });
const fitting = (code: string): CastCode => ({ code, mayBeNull: true });
const digitsOf = ({ spec }: AnyType): string => `${spec.precision}, ${spec.scale}`;
const precisionOf = ({ spec }: AnyType): number => spec.precision ?? 0;

const BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

/** A BIGINT as an integer of any width, of which the low bits are kept. */
const narrowed = (long: string, { kind }: AnyType): string =>
  kind === 'BIGINT' ? long : `Number(BigInt.asIntN(${BITS[kind]}, ${long}))`;

const integerToInteger: Cast = (value, from, to) => {
  if (from.kind === 'BIGINT') return { code: narrowed(value, to) };
  if (to.kind === 'BIGINT') return { code: `BigInt(${value})` };
  const shift = 32 - (BITS[to.kind] as number);
  return { code: shift > 0 ? `(${value} << ${shift} >> ${shift})` : value };
};

const approximateToInteger: Cast = (value, _, to) => {
  if (to.kind === 'BIGINT') return call(`$.doubleToLong(${value})`);
  const shift = 32 - (BITS[to.kind] as number);
  return call(shift > 0 ? `($.doubleToInt(${value}) << ${shift} >> ${shift})` : `$.doubleToInt(${value})`);
};

const toApproximate: Cast = (value, from, to) => call(promoted({ value, isNull: 'false' }, from, to));

const toDecimal =
  (helper: string): Cast =>
  (value, _, to) =>
    fitting(`$.${helper}(${value}, ${digitsOf(to)})`);

/** A text for STRING, and for CHAR(n) and VARCHAR(n) one that is cut or filled. */
const toText =
  (text: Cast, fit = 'fitText'): Cast =>
  (value, from, to) => {
    const made = text(value, from, to);
    const { kind, spec } = to;
    return !made || kind === 'STRING'
      ? made
      : { ...made, code: `$.${fit}(${made.code}, ${spec.length}, ${kind.startsWith('CHAR')})`, isCall: true };
  };

const toBytes =
  (bytes: (value: string) => string): Cast =>
  (value, _, { kind, spec }) => {
    const made = bytes(value);
    return call(kind === 'BYTES' ? made : `$.fitBytes(${made}, ${spec.length}, ${kind.startsWith('BINARY')})`);
  };

/** Flink fills up also a VARBINARY(n), where the bytes could be longer than that. */
const bytesToBytes: Cast = (value, from, { kind, spec }) => {
  const length = spec.length ?? 0;
  if (kind === 'BYTES') return { code: value };
  const couldBeLonger = from.kind === 'BYTES' || (from.spec.length ?? 0) > length;
  if (kind.startsWith('VARBINARY') && !couldBeLonger) return { code: value };
  return call(`$.fitBytes(${value}, ${length}, true)`);
};

/** The casts of an ARRAY's elements, or a ROW's fields by their places: code of each, and whether one of them may fail. */
function partCasts(from: readonly AnyType[], to: readonly AnyType[]): { codes: string; mayFail: boolean } | undefined {
  const casts = from.map((type, i) => castCode('v', type, to[i] as AnyType));
  if (casts.some((cast) => !cast) || from.length !== to.length) return undefined;
  return {
    codes: casts.map((cast) => `(v) => ${cast?.code}`).join(', '),
    mayFail: casts.some((cast) => cast?.mayFail),
  };
}

const elementOf = ({ spec }: AnyType): AnyType => spec.parts?.element as AnyType;
const fieldsOf = ({ spec }: AnyType): AnyType[] => Object.values(spec.parts?.fields ?? {});
const codecs = (types: readonly AnyType[]): string => `[${types.map(codecOf).join(', ')}]`;
const calling = (code: string, mayFail: boolean): CastCode => (mayFail ? reading(code) : call(code));

const arrayToArray: Cast = (value, from, to) => {
  const [element, other] = [elementOf(from), elementOf(to)];
  const cast = partCasts([element], [other]);
  return cast && calling(`$.castArray(${value}, ${codecOf(element)}, ${codecOf(other)}, ${cast.codes})`, cast.mayFail);
};

const rowToRow: Cast = (value, from, to) => {
  const [fields, others] = [fieldsOf(from), fieldsOf(to)];
  const casts = partCasts(fields, others);
  const names = JSON.stringify(Object.keys(to.spec.parts?.fields ?? {}));
  const call = `$.castRow(${value}, ${names}, ${codecs(fields)}, ${codecs(others)}, ${casts?.codes})`;
  return casts && calling(call, casts.mayFail);
};

const arrayToText: Cast = (value, from) => {
  const cast = partCasts([elementOf(from)], [string]);
  return cast && call(`$.arrayToText(${value}, ${codecOf(elementOf(from))}, ${cast.codes})`);
};

const rowToText: Cast = (value, from) => {
  const fields = fieldsOf(from);
  const casts = partCasts(
    fields,
    fields.map(() => string),
  );
  return casts && call(`$.rowToText(${value}, ${codecs(fields)}, ${casts.codes})`);
};

const textToTimestamp: Cast = (value, _, to) =>
  reading(`$.parseTimestampText(${value}, ${precisionOf(to)}, ${JSON.stringify(to.kind)})`);
const timestampToTimestamp: Cast = (value, from, to) =>
  call(`$.castTimestamp(${value}, ${precisionOf(from)}, ${precisionOf(to)})`);
const helperWithPrecision =
  (helper: string): Cast =>
  (value, _, to) =>
    call(`$.${helper}(${value}, ${precisionOf(to)})`);
const helper =
  (name: string): Cast =>
  (value) =>
    call(`$.${name}(${value})`);
const timestampText = toText((value, from) => call(`$.timestampToText(${value}, ${precisionOf(from)})`));
const plain = toText((value) => ({ code: value }));

const textToInteger: Cast = (value, _, to) =>
  reading(
    to.kind === 'BIGINT'
      ? `$.parseInteger(${value}, 64, 'BIGINT')`
      : `Number($.parseInteger(${value}, ${BITS[to.kind]}, '${to.kind}'))`,
  );
const textToApproximate: Cast = (value, _, { kind }) =>
  reading(`$.${kind === 'FLOAT' ? 'parseFloat32' : 'parseDouble'}(${value}, '${kind}')`);

const CASTS: Readonly<Partial<Record<Family, Readonly<Partial<Record<Family, Cast>>>>>> = {
  integer: {
    character: toText((value) => ({ code: `String(${value})` })),
    boolean: (value, { kind }) => ({ code: `(${value} !== ${kind === 'BIGINT' ? '0n' : '0'})` }),
    integer: integerToInteger,
    decimal: toDecimal('integerToDecimal'),
    approximate: toApproximate,
  },
  decimal: {
    character: plain,
    boolean: helper('isNotZero'),
    integer: (value, _, to) => call(narrowed(`$.decimalToLong(${value})`, to)),
    decimal: toDecimal('decimalFit'),
    approximate: toApproximate,
  },
  approximate: {
    character: toText((value, { kind }) => call(`$.${kind === 'FLOAT' ? 'javaFloat' : 'javaDouble'}(${value})`)),
    boolean: (value) => ({ code: `(${value} !== 0)` }),
    integer: approximateToInteger,
    decimal: toDecimal('doubleToDecimal'),
    approximate: toApproximate,
  },
  boolean: {
    character: toText((value) => ({ code: `(${value} ? 'TRUE' : 'FALSE')` })),
    integer: (value, _, { kind }) => ({ code: kind === 'BIGINT' ? `(${value} ? 1n : 0n)` : `(${value} ? 1 : 0)` }),
    decimal: (value, _, to) => fitting(`$.integerToDecimal(${value} ? 1 : 0, ${digitsOf(to)})`),
    approximate: (value) => ({ code: `(${value} ? 1 : 0)` }),
  },
  character: {
    character: plain,
    binary: toBytes((value) => `$.textToBytes(${value})`),
    boolean: (value) => reading(`$.parseBoolean(${value})`),
    integer: textToInteger,
    decimal: (value, _, to) => reading(`$.parseDecimal(${value}, ${digitsOf(to)})`),
    approximate: textToApproximate,
    date: (value) => reading(`$.parseDate(${value})`),
    time: (value) => reading(`$.parseTime(${value})`),
    timestamp: textToTimestamp,
    timestamp_ltz: textToTimestamp,
  },
  binary: {
    character: toText((value) => call(`$.bytesToText(${value})`), 'fitUnits'),
    binary: bytesToBytes,
  },
  date: {
    character: plain,
    timestamp: helperWithPrecision('midnight'),
    timestamp_ltz: helperWithPrecision('midnight'),
  },
  time: {
    character: plain,
    timestamp: helperWithPrecision('timeToTimestamp'),
    timestamp_ltz: helperWithPrecision('timeToTimestamp'),
  },
  // A MAP's entries have an order in Flink, which its text shows; here they are sorted.
  array: { character: toText(arrayToText, 'fitUnits'), array: arrayToArray },
  row: { character: toText(rowToText, 'fitUnits'), row: rowToRow },
  timestamp: {
    character: timestampText,
    date: helper('timestampToDate'),
    time: helper('timestampToTime'),
    timestamp: timestampToTimestamp,
    timestamp_ltz: timestampToTimestamp,
  },
  timestamp_ltz: {
    character: timestampText,
    date: helper('ltzToDate'),
    time: helper('timestampToTime'),
    timestamp: timestampToTimestamp,
    timestamp_ltz: timestampToTimestamp,
  },
};
