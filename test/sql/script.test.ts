/** The generated SQL is compared with files under fixtures/sql, to the byte. UPDATE_GOLDEN=1 writes them anew, for review. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { job, lit, script, sink, source, t } from 'millrace';
import minuteAverages from '../../jobs/minute-averages';
import { JOBS } from './jobs';

describe('the script of a job', () => {
  it.each(Object.entries(JOBS))('%s', (name, given) => {
    const file = join(__dirname, '..', '..', 'fixtures', 'sql', `${name}.sql`);
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, script(given));
    expect(script(given)).toBe(readFileSync(file, 'utf8'));
  });

  it('says nothing of where tables live', () => {
    expect(script(minuteAverages)).not.toMatch(/WITH \(|connector/);
  });

  it('is split at lines that end in a semicolon, whatever text is in it', () => {
    const nasty = source('nasty', { 'a`; DROP\u00a0TABLE': t.string, b: t.int });
    const copy = sink('copy', { 'x`--': t.string, y: t.string });
    const text = script(
      job('nasty', { lane: 'fast' }, [
        nasty
          .select((n) => ({ 'x`--': n['a`; DROP\u00a0TABLE'], y: lit("'; --\n;\r\u2028 \\ \0", t.string) }))
          .insertInto(copy),
      ]),
    );
    expect(text.split('\n').filter((line) => line.endsWith(';'))).toHaveLength(4 + 3 + 1 + 2 + 1);
    expect(text).toContain("U&'''; --\\000a;\\000d\\2028 \\\\ \\0000'");
  });
});
