/** The search for a pattern among the rows of one key, step by step as Flink's NFA goes. */
import type { AfterMatch } from '../../operators/match';
import type { Row } from '../row-code';
import { type Automaton, type Condition, isEnd, type State } from './automaton';
import { add, poll, removeAll } from './heap';

/** A row with its time, and its number among the key's rows. */
export interface Event {
  readonly row: Row;
  readonly time: number;
  readonly id: number;
}

/** Rows of a match so far, each with the number of its variable. */
export type Path = readonly { readonly variable: number; readonly event: Event }[];

/** A match that has begun. One without a path is the beginning of all. */
interface Partial {
  readonly state: number;
  readonly path: Path;
}

/** What is kept for a key. */
export interface Search {
  partial: Partial[];
  /** Complete ones, which wait for those that began earlier. */
  complete: Partial[];
}

export interface Rules {
  readonly automaton: Automaton;
  /** Whether a row can be one of a variable, behind the rows of a match so far. */
  holds(variable: number, event: Event, path: Path): boolean;
  readonly afterMatch: AfterMatch;
  /** The number of the variable that `afterMatch` names. */
  readonly skipTo: number;
  /** Rows of a match are less than this apart, in milliseconds. */
  readonly within: number;
}

export const begin = ({ automaton }: Rules): Search => ({
  partial: [{ state: automaton.start, path: [] }],
  complete: [],
});

/** The matches that are complete with a row. */
export function take(search: Search, event: Event, rules: Rules): Path[] {
  const partial: Partial[] = [];
  const complete: Partial[] = [];
  for (const one of search.partial) {
    for (const next of following(one, event, rules)) add(isEnd(next.state) ? complete : partial, next, byBeginning);
    if (one.path.length === 0) add(partial, one, byBeginning);
  }
  return found(search, partial, complete, rules);
}

/** Gives up what has become too long. @returns matches that waited for it */
export function advance(search: Search, time: number, rules: Rules): Path[] {
  const partial: Partial[] = [];
  for (const one of search.partial) {
    const [first] = one.path;
    if (!first || time - first.event.time < rules.within) add(partial, one, byBeginning);
  }
  return found(search, partial, [], rules);
}

/** What a match that has begun becomes with a row. */
function following(one: Partial, event: Event, rules: Rules): Partial[] {
  const { states } = rules.automaton;
  const is = (condition: Condition) =>
    condition.every(({ variable, not }) => rules.holds(variable, event, one.path) !== not);
  const next: Partial[] = [];
  const looking = [one.state];
  for (let place = looking.pop(); place !== undefined; place = looking.pop()) {
    const { transitions, variable } = states[place] as State;
    for (const { action, target, condition } of transitions) {
      if (!is(condition)) continue;
      if (action === 'proceed') looking.push(target);
      else {
        const path = [...one.path, { variable, event }];
        next.push({ state: target, path });
        if (endsBehind(target, states, is)) next.push({ state: 0, path });
      }
    }
  }
  return next;
}

/** Whether the end is reached from a state without another row. */
function endsBehind(state: number, states: readonly State[], is: (condition: Condition) => boolean): boolean {
  const looking = [state];
  for (let place = looking.pop(); place !== undefined; place = looking.pop()) {
    for (const { action, target, condition } of (states[place] as State).transitions) {
      if (action !== 'proceed' || !is(condition)) continue;
      if (isEnd(target)) return true;
      looking.push(target);
    }
  }
  return false;
}

/** The matches that no earlier one can overrule any more. */
function found(search: Search, partial: Partial[], complete: readonly Partial[], rules: Rules): Path[] {
  const paths: Path[] = [];
  for (const one of complete) add(search.complete, one, byBeginning);
  for (let [first] = search.complete; first; [first] = search.complete) {
    const [earliest] = partial;
    if (earliest && byBeginning(first, earliest) > 0) break;
    poll(search.complete, byBeginning);
    const isOver = overlapping(first.path, rules);
    removeAll(partial, isOver, byBeginning);
    removeAll(search.complete, isOver, byBeginning);
    paths.push(first.path);
  }
  search.partial = partial;
  return paths;
}

/** What a match leaves no room for. */
function overlapping(path: Path, { afterMatch, skipTo }: Rules): (other: Partial) => boolean {
  const ids = (
    afterMatch === 'skip to next row' || typeof afterMatch === 'string'
      ? path
      : path.filter(({ variable }) => variable === skipTo)
  ).map(({ event }) => event.id);
  const isUpTo = (last: number) => (other: Partial) => other.path.length > 0 && beginning(other) <= last;
  if (afterMatch === 'skip past last row') return isUpTo(Math.max(...ids));
  if (afterMatch === 'skip to next row') return isUpTo(Math.min(...ids));
  return isUpTo(('skipToFirst' in afterMatch ? Math.min(...ids) : Math.max(...ids)) - 1);
}

const beginning = ({ path }: Partial): number => path[0]?.event.id ?? Number.POSITIVE_INFINITY;

const byBeginning = (a: Partial, b: Partial): number => {
  const [x, y] = [beginning(a), beginning(b)];
  return x === y ? 0 : x - y;
};
