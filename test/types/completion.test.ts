/** What an editor offers where a column is to be named. */
import { complete } from './compile';

const COLUMNS = ['name', 'note', 'value', 'size', 'flag', 'at'];

const PLACES: Record<string, { code: string; offers: string[]; notOffers?: string[] }> = {
  'the columns of where': { code: 'metrics.where((m) => m.|)', offers: COLUMNS },
  'the columns of select': { code: 'metrics.select((m) => ({ x: m.| }))', offers: COLUMNS },
  'the operators of a column': {
    code: 'metrics.where((m) => m.value.|)',
    offers: ['gt', 'eq', 'plus', 'isNull'],
    notOffers: ['apply', 'stageOf'],
  },
  'the time attribute alone': {
    code: "metrics.tumble('|', { size: minutes(1) })",
    offers: ['at'],
    notOffers: ['name', 'value'],
  },
  'the keys of groupBy': {
    code: "metrics.tumble('at', { size: minutes(1) }).groupBy('|')",
    offers: [...COLUMNS],
  },
  'the columns of a window, its bounds included': {
    code: "metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: m.| }))",
    offers: [...COLUMNS, 'window_start', 'window_end', 'window_time'],
  },
  'the output of a select': {
    code: 'metrics.select((m) => ({ who: m.name, much: m.value })).where((m) => m.|)',
    offers: ['who', 'much'],
    notOffers: ['name', 'value'],
  },
  'the partition keys of sessions': {
    code: "metrics.session('at', { gap: minutes(1), partitionBy: ['|'] })",
    offers: ['name', 'flag'],
  },
  'the columns of either side of a join': {
    code: "metrics.join(other, { on: ['name'] }).select((m, o) => ({ x: o.| }))",
    offers: ['name', 'value', 'at'],
    notOffers: ['note', 'size'],
  },
  'the columns to order by': {
    code: "metrics.topN(3, { partitionBy: ['name'], orderBy: '|' })",
    offers: COLUMNS,
  },
  'the parts of OVER': {
    code: "metrics.over({ partitionBy: ['|'], orderBy: 'at' }, (m) => ({ n: count() }))",
    offers: COLUMNS,
  },
  'the variables of a pattern': {
    code: "metrics.matchRecognize({ partitionBy: ['name'], orderBy: 'at', pattern: [one('low'), oneOrMore('rise'), one('fall')], define: { rise: (r) => r.|, fall: (r) => r.fall.value.lt(1) }, measures: (r) => ({ top: last(r.rise.value) }) })",
    offers: ['low', 'rise', 'fall'],
  },
  'the columns that can identify a record': {
    code: "metrics.recordId('|', { within: minutes(1) })",
    offers: ['name', 'size', 'at'],
    notOffers: ['value', 'note'],
  },
};

test.each(Object.entries(PLACES))('%s', (_, { code, offers, notOffers = [] }) => {
  const offered = complete(code);
  expect(offered).toEqual(expect.arrayContaining(offers));
  for (const name of notOffers) expect(offered).not.toContain(name);
});
