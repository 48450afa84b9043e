/** MATCH_RECOGNIZE: rows wait until the watermark has passed them, then they are looked at in the order of their times. */
import type { MatchNode } from '../../operators/match';
import type { PlanNode } from '../../operators/operator';
import { timesOf, waitingRows } from '../open';
import { keyOf, type Row } from '../row-code';
import type { RowContext, RowOperator } from '../row-operator';
import { automaton } from './automaton';
import { Measures, rowsOf } from './measures';
import { advance, begin, type Path, type Rules, type Search, take } from './search';

interface KeyState {
  readonly keys: Row;
  /** Rows that wait, by their times. */
  waiting: Map<number, Row[]>;
  search: Search;
  /** How many rows there were. */
  rows: number;
}

interface State {
  readonly keys: Map<unknown, KeyState>;
}

export function matchOperator(node: MatchNode, context: RowContext): RowOperator {
  const { schema } = node.inputs[0] as PlanNode;
  const names = Object.keys(schema);
  const timePlace = names.indexOf(node.time);
  const isRowtime = schema[node.time]?.role === 'rowtime';
  const keyPlaces = node.partitionBy.map((name) => names.indexOf(name));
  const key = keyOf(node.partitionBy, schema);
  const rules = rulesOf(node, schema);
  const measure = new Measures(schema, variablesOf(node)).evaluator(Object.values(node.measures));
  const emit = (of: KeyState, paths: readonly Path[], time: number) => {
    for (const path of paths) context.emit([...of.keys, ...measure(rowsOf(path, time))]);
  };
  const look = (of: KeyState, row: Row, time: number) => {
    const event = { row, time, id: of.rows++ };
    emit(of, take(of.search, event, rules), time);
  };
  const operator = {
    state: { keys: new Map() } as State,
    onRow(row: Row) {
      const id = key(row);
      let of = operator.state.keys.get(id);
      if (!of) {
        of = { keys: keyPlaces.map((place) => row[place]), waiting: new Map(), search: begin(rules), rows: 0 };
        operator.state.keys.set(id, of);
      }
      if (!isRowtime) {
        emit(of, advance(of.search, context.now, rules), context.now);
        look(of, row, context.now);
        return;
      }
      const time = row[timePlace] as number;
      const waiting = of.waiting.get(time);
      if (waiting) waiting.push(row);
      else of.waiting.set(time, [row]);
    },
    open: () => waitingRows([...operator.state.keys.values()].flatMap((of) => [...timesOf(of.waiting)])),
    onWatermark(watermark: number) {
      const due: { of: KeyState; times: number[] }[] = [];
      for (const of of operator.state.keys.values()) {
        const times = [...of.waiting.keys()].filter((time) => time <= watermark).sort((a, b) => a - b);
        if (times.length > 0) due.push({ of, times });
      }
      due.sort((a, b) => (a.times[0] as number) - (b.times[0] as number));
      for (const { of, times } of due) {
        for (const time of times) {
          emit(of, advance(of.search, time, rules), time);
          for (const row of of.waiting.get(time) as Row[]) look(of, row, time);
          of.waiting.delete(time);
        }
        emit(of, advance(of.search, watermark, rules), watermark);
      }
    },
  };
  return operator;
}

/** The number of a variable by the id of its columns. */
const variablesOf = ({ scopes, pattern }: MatchNode): Map<number, number> =>
  new Map([...scopes].map(([id, name]) => [id, pattern.findIndex((variable) => variable.name === name)]));

function rulesOf(node: MatchNode, schema: PlanNode['schema']): Rules {
  const { pattern, afterMatch, within } = node;
  const conditions = pattern.map(({ name }) => {
    const expr = node.define[name];
    return expr && new Measures(schema, variablesOf(node)).evaluator([expr]);
  });
  const skipTo = typeof afterMatch === 'string' ? '' : Object.values(afterMatch)[0];
  return {
    automaton: automaton(pattern),
    holds(variable, { row, time }, path) {
      const condition = conditions[variable];
      return condition === undefined || condition(rowsOf(path, time, { variable, row }))[0] === true;
    },
    afterMatch,
    skipTo: pattern.findIndex(({ name }) => name === skipTo),
    within: within?.ms ?? Number.POSITIVE_INFINITY,
  };
}
