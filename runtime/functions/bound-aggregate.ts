/** An aggregate of a query as the local engine computes it, with the DISTINCT and FILTER that it was given. */
import type { AnyType } from '../types/type';
import { merged } from './aggregate/decimal-sums';
import { type AggregateNode, type Code, type ExprNode, literalCode, notLocal, type Slot } from './function';

export interface BoundAggregate {
  readonly slots: readonly Slot[];
  /** What it is given of each row: its arguments and its filter. All of them are computed, also where the filter is not TRUE. */
  readonly inputs: readonly ExprNode[];
  /** Statements that take one row in; `slots` are assignable expressions. */
  accumulate(slots: readonly string[], inputs: readonly Code[]): string;
  /** Statements that take one row back. Only where it was asked for. */
  retract(slots: readonly string[], inputs: readonly Code[]): string;
  /** Statements that take another group's slots in, which stay as they are. */
  merge(slots: readonly string[], other: readonly string[]): string;
  value(slots: readonly string[]): Code;
  /** It keeps values one by one, and Flink's state TTL frees each of them by itself. */
  readonly keepsEach: boolean;
}

/** Whether rows may be taken back, and of which aggregates that changes nothing. */
export interface Retraction {
  readonly retracts?: boolean;
  isMonotone?(node: AggregateNode): boolean;
}

/** @throws MillraceError NOT_LOCAL */
export function boundAggregate(node: AggregateNode, options: Retraction = {}): BoundAggregate {
  const { fn, args, filter } = node;
  const isMonotone = options.isMonotone?.(node) === true;
  const retracts = options.retracts === true && !isMonotone;
  const distinct = node.distinct && !isMonotone;
  const local = retracts ? (fn.local?.retracting ?? fn.local) : fn.local;
  if (!local) throw notLocal(fn.name);
  if (retracts && !local.retract) throw notLocal(`${fn.name} of rows that are taken back`);
  const types = args.map((arg) => arg.type);
  const plain: BoundAggregate = {
    slots: local.slots(types),
    inputs: args,
    accumulate: (slots, inputs) => local.accumulate(slots, inputs, types),
    retract: (slots, inputs) => local.retract?.(slots, inputs, types) ?? '',
    merge: (slots, other) => merged(local, slots, other, types),
    value: (slots) => local.value(slots, types),
    keepsEach: distinct === true || local.keepsEach === true,
  };
  const once = distinct ? (retracts ? onceRetracting(plain) : onceOnly(plain)) : plain;
  return filter ? filtered(once, filter) : once;
}

function filtered(inner: BoundAggregate, filter: ExprNode): BoundAggregate {
  const guarded = (code: (slots: readonly string[], inputs: readonly Code[]) => string) => {
    return (slots: readonly string[], inputs: readonly Code[]): string => {
      const { value, isNull } = inputs.at(-1) as Code;
      const isTrue = isNull === 'false' ? value : `!(${isNull}) && ${value}`;
      return `if (${isTrue}) { ${code(slots, inputs.slice(0, -1))} }`;
    };
  };
  return {
    ...inner,
    inputs: [...inner.inputs, filter],
    accumulate: guarded(inner.accumulate),
    retract: guarded(inner.retract),
  };
}

/** DISTINCT keeps the values that it has met, NULL among them, in a slot of its own. */
function onceOnly(inner: BoundAggregate): BoundAggregate {
  const { inputs } = inner;
  const type = argumentType(inputs);
  return {
    ...inner,
    slots: [{ storage: 'any', init: 'new Set()' }, ...inner.slots],
    accumulate: ([seen, ...slots], codes) =>
      `{ const once = ${keyCode(codes, type)}; if (!${seen}.has(once)) { ${seen}.add(once); ${inner.accumulate(slots, codes)} } }`,
    merge: ([seen, ...slots], [other]) =>
      `for (const once of ${other}) if (!${seen}.has(once)) { ${seen}.add(once); ${inner.accumulate(slots, ofKey(inputs))} }`,
    value: ([, ...slots]) => inner.value(slots),
  };
}

/** Where rows may be taken back it counts them: a value goes when the last row with it does. */
function onceRetracting(inner: BoundAggregate): BoundAggregate {
  const { inputs } = inner;
  const type = argumentType(inputs);
  const counted = (seen: string, code: string, step: string): string =>
    `const once = ${code}, times = (${seen}.get(once) ?? 0) ${step}; if (times === 0) ${seen}.delete(once); else ${seen}.set(once, times);`;
  return {
    ...inner,
    slots: [{ storage: 'any', init: 'new Map()' }, ...inner.slots],
    accumulate: ([seen, ...slots], codes) =>
      `{ ${counted(seen as string, keyCode(codes, type), '+ 1')} if (times === 1) { ${inner.accumulate(slots, codes)} } }`,
    retract: ([seen, ...slots], codes) =>
      `{ ${counted(seen as string, keyCode(codes, type), '- 1')} if (times === 0) { ${inner.retract(slots, codes)} } }`,
    merge: ([seen, ...slots], [other]) =>
      [
        `for (const [once, others] of ${other}) {`,
        `const before = ${seen}.get(once) ?? 0, times = before + others;`,
        `if (times === 0) ${seen}.delete(once); else ${seen}.set(once, times);`,
        `if (before > 0 && times <= 0) { ${inner.retract(slots, ofKey(inputs))} }`,
        `if (before <= 0 && times > 0) { ${inner.accumulate(slots, ofKey(inputs))} }`,
        '}',
      ].join(' '),
    value: ([, ...slots]) => inner.value(slots),
  };
}

const argumentType = ([first]: readonly ExprNode[]): AnyType => (first as ExprNode).type;

const isFloating = ({ kind }: AnyType): boolean => kind === 'FLOAT' || kind === 'DOUBLE';

/** A value as it is told from others: −0.0 is another than 0.0, and one of them in a Map. */
function keyCode([first]: readonly Code[], type: AnyType): string {
  const { value, isNull } = first as Code;
  const key = isFloating(type) ? `(Object.is(${value}, -0) ? '-0' : ${value})` : value;
  return isNull === 'false' ? key : `${isNull} ? null : ${key}`;
}

/** The inputs that the key `once` was made of; those after the first are constants. */
const ofKey = (inputs: readonly ExprNode[]): Code[] =>
  inputs.map((input, i) => {
    if (input.op === 'literal') return literalCode(input);
    if (i > 0) throw notLocal('DISTINCT of more than one value');
    const value = isFloating(input.type) ? "(once === '-0' ? -0 : once)" : 'once';
    return { value, isNull: '(once === null)' };
  });
