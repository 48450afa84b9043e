import { environment, filesystem, job, MillraceError, script, sink, source, sql, t } from 'millrace';
import { run } from '../engine/run';
import { useFlink } from '../flink/oracle';

const numbers = source('numbers', { name: t.string, value: t.double });
const out = sink('out', { name: t.string });
const made = () =>
  job('escape', { lane: 'fast' }, [
    numbers
      .select((n) => ({
        name: sql(t.string)`UPPER(
          ${n.name}) || ';--'`,
      }))
      .insertInto(out),
  ]);

describe('the escape hatch', () => {
  it('puts expressions in, on one line', () => {
    expect(script(made())).toContain("(UPPER(           `name`) || ';--') AS `name`");
  });

  it('is refused by the local runtime by its text', () => {
    expect(() => run(made(), [{ name: 'a', value: 1 }])).toThrow(/cannot compute sql`UPPER/);
  });

  it.each([
    ['a semicolon', () => sql(t.int)`1;`],
    ['a comment', () => sql(t.int)`1 -- one`],
    ['a comment of lines', () => sql(t.int)`1 /* one`],
    ['an open quote', () => sql(t.string)`'a`],
    ['an open identifier', () => sql(t.string)`\`a`],
    ['an open parenthesis', () => sql(t.int)`ABS(1`],
    ['a parenthesis too many', () => sql(t.int)`1) + (2`],
    ['nothing', () => sql(t.int)` `],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(MillraceError);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_SQL' }) as Error);
  });

  it('refuses an expression within quotes', () => {
    expect(() => numbers.select((n) => ({ name: sql(t.string)`'${n.name}'` }))).toThrow(/within quotes/);
  });

  const flink = useFlink();
  it('is planned by Flink', async () => {
    const bound = environment('local')
      .bindSideOutputs((table) => filesystem({ path: `/tmp/${table}`, format: 'json' }))
      .bind(numbers, filesystem({ path: '/tmp/in', format: 'json' }))
      .bind(out, filesystem({ path: '/tmp/out', format: 'json' }));
    expect(await flink().explain(script(made()), bound.propertyGroups(made()))).toContain('UPPER(');
  }, 600_000);
});
