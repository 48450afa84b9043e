/** Patterns of rows: variables one after the other, each for one row or several. */
import { MillraceError } from '../errors';
import type { Mistake } from '../types/mistake';

/**
 * How many rows a variable stands for. `single`: a number that is known; `optional`: one or none; `greedy`: as many as
 * possible; `reluctant`: as few as possible.
 */
export type Quantity = 'single' | 'optional' | 'greedy' | 'reluctant';

/** A variable of a pattern, made by {@link one}, {@link oneOrMore} and so on. `MayBeEmpty`: it may stand for no row. */
export class PatternVariable<
  Name extends string = string,
  MayBeEmpty extends boolean = boolean,
  Q extends Quantity = Quantity,
> {
  constructor(
    readonly name: Name,
    readonly mayBeEmpty: MayBeEmpty,
    readonly quantity: Q,
    /** As Flink writes it: `+`, `{2,4}`. */
    readonly quantifier: string,
  ) {}

  /**
   * As few rows as possible instead of as many: the pattern goes on with its next variable as soon as that can be.
   * @throws MillraceError INVALID_PATTERN for a variable that is not greedy.
   */
  reluctant(
    this: PatternVariable<Name, MayBeEmpty, Q> &
      (Q extends 'greedy'
        ? unknown
        : Mistake<'only oneOrMore, zeroOrMore, atLeast and times(name, from, to) can be reluctant'>),
  ): PatternVariable<Name, MayBeEmpty, 'reluctant'> {
    if (this.quantity !== 'greedy') {
      throw new MillraceError(
        'INVALID_PATTERN',
        `${this.name} cannot be reluctant: it does not stand for as many rows as possible`,
        'Only oneOrMore, zeroOrMore, atLeast and times(name, from, to) can be.',
      );
    }
    return new PatternVariable(this.name, this.mayBeEmpty, 'reluctant', `${this.quantifier}?`);
  }
}

/** `A`: one row. */
export const one = <const Name extends string>(name: Name): PatternVariable<Name, false, 'single'> =>
  new PatternVariable(name, false, 'single', '');
/** `A?`: one row or none. */
export const optional = <const Name extends string>(name: Name): PatternVariable<Name, true, 'optional'> =>
  new PatternVariable(name, true, 'optional', '?');
/** `A+`: as many rows as possible, at least one. */
export const oneOrMore = <const Name extends string>(name: Name): PatternVariable<Name, false, 'greedy'> =>
  new PatternVariable(name, false, 'greedy', '+');
/** `A*`: as many rows as possible, or none. */
export const zeroOrMore = <const Name extends string>(name: Name): PatternVariable<Name, true, 'greedy'> =>
  new PatternVariable(name, true, 'greedy', '*');
/** `A{n,}`: as many rows as possible, at least n. @throws MillraceError INVALID_PATTERN */
export const atLeast = <const Name extends string>(name: Name, n: number): PatternVariable<Name, false, 'greedy'> => {
  checkTimes(name, n, n);
  return new PatternVariable(name, false, 'greedy', `{${n},}`);
};

/** `A{n}`: just n rows; `A{from,to}`: as many as possible of them. @throws MillraceError INVALID_PATTERN */
export function times<const Name extends string>(name: Name, n: number): PatternVariable<Name, false, 'single'>;
export function times<const Name extends string>(
  name: Name,
  from: number,
  to: number,
): PatternVariable<Name, false, 'greedy'>;
export function times(name: string, from: number, to?: number): PatternVariable {
  checkTimes(name, from, to ?? from);
  return to === undefined
    ? new PatternVariable(name, false, 'single', `{${from}}`)
    : new PatternVariable(name, false, 'greedy', `{${from},${to}}`);
}

function checkTimes(name: string, from: number, to: number): void {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1 || to < from) {
    throw new MillraceError(
      'INVALID_PATTERN',
      `${name} cannot stand for ${from === to ? from : `${from} to ${to}`} rows`,
      'Flink takes whole numbers from 1 on; a row that may be missing is optional or zeroOrMore.',
    );
  }
}

export type Pattern = readonly [PatternVariable, ...PatternVariable[]];

/** What is wrong with a pattern, if anything. */
export type PatternMistakes<P extends Pattern> = P extends readonly [...PatternVariable[], infer Last]
  ? Last extends PatternVariable<string, boolean, 'single' | 'reluctant'>
    ? unknown
    : Mistake<'nothing ends the last variable: end the pattern with one(…), or make its last variable .reluctant()'>
  : unknown;

/** The same for those who come without types, and what a type cannot tell. @throws MillraceError INVALID_PATTERN */
export function checkPattern(pattern: readonly PatternVariable[]): void {
  const fail = (what: string, cure: string): void => {
    throw new MillraceError('INVALID_PATTERN', what, cure);
  };
  const last = pattern.at(-1);
  if (!last) fail('a pattern has at least one variable', "Give it one, as in [one('A')].");
  const names = pattern.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) fail(`the pattern has ${twice} twice`, 'Flink wants each variable once: use another name.');
  if (last?.quantity === 'greedy' || last?.quantity === 'optional') {
    fail(
      `the pattern ends with ${last.name}${last.quantifier}, and nothing ends that`,
      'End it with one(…), or make its last variable .reluctant().',
    );
  }
  const after = pattern.findIndex((variable, i) => variable.mayBeEmpty && pattern[i - 1]?.quantity === 'greedy');
  if (after > 0) {
    fail(
      `${names[after]} may be missing, and comes after ${names[after - 1]}, which is greedy`,
      'Flink cannot tell which of them a row is: make the first .reluctant(), or put one(…) between them.',
    );
  }
  if (pattern.every(({ mayBeEmpty }) => mayBeEmpty))
    fail('the pattern may be empty', 'Give it a variable that is not optional.');
}

/** How many rows a variable stands for. */
export function counts({ quantifier, quantity }: PatternVariable): { from: number; to: number; isGreedy: boolean } {
  const isGreedy = quantity === 'greedy';
  switch (quantifier.replace(/\?$/, '')) {
    case '':
      return { from: quantity === 'optional' ? 0 : 1, to: 1, isGreedy };
    case '*':
      return { from: 0, to: Number.POSITIVE_INFINITY, isGreedy };
    case '+':
      return { from: 1, to: Number.POSITIVE_INFINITY, isGreedy };
    default: {
      const [from, to] = quantifier.replace(/[^\d,]/g, '').split(',') as [string, string | undefined];
      return { from: Number(from), to: to === '' ? Number.POSITIVE_INFINITY : Number(to ?? from), isGreedy };
    }
  }
}
