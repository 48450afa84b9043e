/** The comments of a script: they name lines of TypeScript, harm nothing, and lead back. */
import { type AnyExpr, count, job, minutes, script, scriptHash, seconds, sink, source, sum, t } from 'millrace';
import { call } from '../../runtime/expr';
import { comment, placeOf } from '../../runtime/sql/comments';
import { located } from '../../runtime/sql/failures';
import { statementsHash } from '../../runtime/sql/script';

const here = (): number => Number(/comments\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1]);
const FILE = 'test/sql/comments.test.ts';
const orders = source('orders', { shop: t.string, value: t.double, at: t.timestamp }).watermark('at', seconds(0));

const line = here();
const busy = orders
  .where((o) => o.value.gt(1))
  .where((o) => o.shop.eq('a'))
  .tumble('at', { size: minutes(1) })
  .groupBy('shop')
  .select((o) => ({ shop: o.shop, n: count(), total: sum(o.value) }));
const text = script(
  job('commented', { lane: 'fast' }, [
    busy.where((o) => o.n.gt(5)).insertInto(sink('busy', { shop: t.string, n: t.bigint, total: t.double })),
    busy
      .select((o) => ({ shop: o.shop })) //
      .insertInto(sink('shops', { shop: t.string })),
  ]),
);

/** The place of the line that has the given text. */
function placeAt(fragment: string): string {
  const lines = text.split('\n');
  const found = lines.flatMap((l, i) => (l.includes(fragment) ? [i + 1] : []));
  expect(found).toHaveLength(1);
  const { at, call } = placeOf(text, found[0] as number) ?? { at: '', call: '' };
  return `${at.replace(`${FILE}:`, '')} ${call}`;
}

it('lead from each clause to its method', () => {
  expect(placeAt('WHERE `value` >')).toBe(`${line + 2} where`);
  expect(placeAt("AND `shop` = 'a'")).toBe(`${line + 3} where`);
  expect(placeAt('GROUP BY')).toBe(`${line + 5} groupBy`);
  expect(placeAt('SUM(`value`)')).toBe(`${line + 6} select`);
  expect(placeAt('WHERE `n` >')).toBe(`${line + 9} where`);
  expect(placeAt('INSERT INTO `shops`')).toBe(`${line + 12} insertInto`);
  expect(placeAt('CREATE TEMPORARY TABLE `shops`')).toBe(`${line + 12} sink`);
  expect(placeOf(text, 2)).toBeUndefined();
  expect(text.match(/.*\nINSERT/g)?.map((l) => l.split(/[ \n]/)[2])).toEqual([
    'insertInto',
    'insertInto',
    'source',
    'tumble',
  ]);
});

it('let a relation that two read be one view', () => {
  expect(text.match(/SUM\(/g)).toHaveLength(1);
  expect(text.match(/FROM `orders_group_aggregate`/g)).toHaveLength(2);
});

it('belong to what is not indented less: a subquery ends', () => {
  const nested = [
    '-- a.ts:1 select',
    'SELECT',
    '  `a`',
    '-- a.ts:2 join',
    'FROM (',
    '  -- a.ts:3 select',
    '  SELECT 1',
  ];
  const sql = [...nested, ') AS `t` JOIN `b` ON TRUE;', 'SELECT 2'].join('\n');
  expect([3, 7, 8, 9].map((n) => placeOf(sql, n)?.at)).toEqual(['a.ts:1', 'a.ts:3', 'a.ts:2', undefined]);
});

it('neither end a statement nor hide one, whatever a file is called', () => {
  const nasty = comment({ at: 'a;\n\r\u2028\u202e\u0000\ud800b;.ts:1', call: 'select;' });
  expect(nasty).toBe('-- a???????b?.ts:1 select?');
  expect(comment({ at: '', call: 'select' })).toBeUndefined();
});

it('do not make a job another one, but make a script another one', () => {
  const moved = text.replaceAll(/\.ts:(\d+)/g, (_, n) => `.ts:${Number(n) + 1}`);
  expect(moved).not.toBe(text);
  expect(statementsHash(moved)).toBe(statementsHash(text));
  expect(scriptHash(moved)).not.toBe(scriptHash(text));
  expect(statementsHash(text.replace('SUM', 'MAX'))).not.toBe(statementsHash(text));
});

it.each(['1;', '1;\n + 2', '1; \r\n'])('SQL written by hand ends no statement: %j', (sql) => {
  const written = call({ name: 'RAW', type: () => t.double, sql: () => sql }, []) as AnyExpr as never;
  const raw = orders
    .select((o) => ({ shop: o.shop, n: written }))
    .insertInto(sink('raw', { shop: t.string, n: t.double }) as never);
  const make = () => script(job('raw', { lane: 'fast' }, [raw]));
  // A column's name, or the comma, stands behind it on the same line.
  if (sql === '1;') expect(make()).toContain('  1; AS `n`\n');
  else expect(make).toThrow(/comments\.test\.ts:\d+ select: a line of SQL ends in a semicolon, as statements do: 1;/);
});

it('lead from a message of Flink to its line, and from other messages nowhere', () => {
  const at = text.split('\n').findIndex((l) => l.includes('SUM(`value`)')) + 1;
  expect(located(`No SUM at line ${at}, column 3 — in: line 1 of the script, …`, text)).toMatch(
    /\n {2}at .*:\d+ \(select\)$/,
  );
  expect(located(`No number at line ${at}, column 3 of a file`, text)).toBe(
    `No number at line ${at}, column 3 of a file`,
  );
});
