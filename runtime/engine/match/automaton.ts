/** The automaton that looks for a pattern, made as Flink's NFACompiler makes it of variables that follow one another. */
import { counts, type PatternVariable } from '../../match/pattern';

/** What must hold of the row that is looked at: the conditions of variables, or that they do not hold. */
export type Condition = readonly { readonly variable: number; readonly not: boolean }[];

export interface Transition {
  /** `take`: the row is one of the state's variable; `proceed`: another state looks at the row. */
  readonly action: 'take' | 'proceed';
  readonly target: number;
  condition: Condition;
}

/** A state that awaits a row of its variable. */
export interface State {
  readonly variable: number;
  readonly transitions: Transition[];
}

/** State 0 is the end of a match. */
export interface Automaton {
  readonly states: readonly State[];
  readonly start: number;
}

const END = 0;
export const isEnd = (state: number): boolean => state === END;

/** Made from the end to the beginning: a state leads to those behind it. */
export function automaton(pattern: readonly PatternVariable[]): Automaton {
  const states: State[] = [{ variable: -1, transitions: [] }];
  const state = (variable: number): number => states.push({ variable, transitions: [] }) - 1;
  const lead = (from: number, action: Transition['action'], target: number, condition: Condition) =>
    (states[from] as State).transitions.push({ action, target, condition });

  /** One row, or none where the state behind it may look at the row instead. */
  const single = (variable: number, next: number, skip: number | undefined): number => {
    const made = state(variable);
    lead(made, 'take', next, [{ variable, not: false }]);
    if (skip !== undefined) lead(made, 'proceed', skip, []);
    return made;
  };
  /** What is behind a greedy variable comes to a row only if that is none of the variable. */
  const yields = (next: number, variable: number): void => {
    for (const transition of (states[next] as State).transitions)
      transition.condition = [...transition.condition, { variable, not: true }];
  };

  let next = END;
  for (let variable = pattern.length - 1; variable >= 0; variable--) {
    const { from, to, isGreedy } = counts(pattern[variable] as PatternVariable);
    const behind = next;
    if (to === Number.POSITIVE_INFINITY) {
      if (isGreedy) yields(behind, variable);
      next = state(variable);
      lead(next, 'proceed', behind, []);
      lead(next, 'take', next, [{ variable, not: false }]);
    } else if (isGreedy && from !== to) yields(behind, variable);
    // Those that may be missing, then those that must be there; the first of all is where a match can begin.
    const [least, most] = [Math.max(from, 1), to === Number.POSITIVE_INFINITY ? Math.max(from, 1) : to];
    for (let i = least; i < most; i++) next = single(variable, next, behind);
    for (let i = 1; i < least; i++) next = single(variable, next, undefined);
    next = single(variable, next, from === 0 ? behind : undefined);
  }
  return { states, start: next };
}
