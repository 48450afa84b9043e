/** Every function of the language is drawn, or named among those that are not. */
import * as functions from '../../runtime/functions';
import { definitionOf } from '../../runtime/functions/signature';
import { AGGREGATES } from './draw/aggregates';
import { GROUPS } from './draw/functions';

/** Drawn where they belong: what is not called with one argument after the other, and functions of OVER and patterns. */
const ELSEWHERE = ['caseWhen', 'mapOf', 'rowOf', 'jsonObject', 'jsonArray', 'rowNumber', 'rank', 'denseRank', 'lag'];
/** See `EXCLUSIONS`; and aggregates of JSON and of grouping sets, which have tests of their own. */
const NOT_DRAWN = [
  ...['currentDate', 'currentTime', 'localTime', 'localTimestamp', 'currentTimestamp', 'now', 'currentRowTimestamp'],
  ...['rand', 'randInteger', 'uuid', 'currentWatermark'],
  ...['jsonArrayagg', 'jsonObjectagg', 'grouping', 'groupingId'],
];

it('draws every function', () => {
  const drawn = new Set([
    ...GROUPS.flatMap(([, recipes]) => recipes.map(({ name }) => name)),
    ...AGGREGATES.map(({ name }) => name),
    ...ELSEWHERE,
    ...NOT_DRAWN,
  ]);
  const all = Object.entries(functions).filter(([, value]) => definitionOf(value) !== undefined);
  expect(all.map(([name]) => name).filter((name) => !drawn.has(name))).toEqual([]);
});
