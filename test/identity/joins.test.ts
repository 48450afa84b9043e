/** Jobs over two relations: built again they are the same bytes, and a change of one leaves the state of the others. */
import { type Job, job, minutes, seconds, sink, source, t } from 'millrace';
import { type Build, build } from '../../cli/build/build';
import { verdict, verdictText } from '../../cli/build/verdict';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { useFlink } from '../flink/oracle';
import { JOBS } from '../sql/joins';

const flink = useFlink();
const NOWHERE = '/nowhere-at-all';

function properties({ sources, lookups, sinks, sideOutputs }: Job): PropertyGroup[] {
  const group = (table: string, options: Record<string, string>) => ({
    PropertyGroupId: `table.${table}`,
    PropertyMap: options,
  });
  return [
    ...sources.map(({ table }) => group(table, { connector: 'datagen' })),
    ...lookups.map(({ table }) => group(table, { connector: 'millrace-lookup', path: NOWHERE, format: 'json' })),
    ...[...sinks, ...sideOutputs].map(({ table }) => group(table, { connector: 'blackhole' })),
  ];
}
const built = (of: Job, against?: Build): Promise<Build> =>
  build(of, properties(of), against?.manifest, (script, groups) => flink().compile(script, groups));

it.each(Object.entries(JOBS))('%s: built again it keeps everything', async (_, of) => {
  const first = await built(of);
  const second = await built(of, first);
  expect(second.plan).toBe(first.plan);
  // Where tables live is bound at run time.
  expect(first.plan).not.toContain(NOWHERE);
  const result = verdict(first.manifest, second);
  expect(result.operators.map(({ verdict }) => verdict)).not.toContain('lost');
  expect(verdictText(result)).toContain('All state is kept');
});

it('what remembers rows is said to: a lookup join does not', async () => {
  const kinds = async (name: keyof typeof JOBS) =>
    (await built(JOBS[name] as Job)).manifest.operators
      .filter(({ stateful }) => stateful)
      .map(({ type }) => type.replace(/^stream-exec-|_\d+$/g, ''))
      .filter((type) => type.includes('join') || type === 'deduplicate');
  expect(await kinds('joins-outer')).toEqual(['join', 'join']);
  expect(await kinds('joins-temporal')).toEqual(['deduplicate', 'temporal-join']);
  expect(await kinds('joins-interval')).toEqual(['interval-join', 'interval-join']);
  expect(await kinds('joins-window')).toEqual(['window-join', 'window-join']);
  expect(await kinds('joins-lookup')).toEqual([]);
});

it('other bounds of an interval join are another join, and the rest is kept', async () => {
  const a = source('a', { id: t.int, at: t.timestamp }).watermark('at', seconds(1));
  const b = source('b', { id: t.int, at: t.timestamp }).watermark('at', seconds(1));
  const within = (upper: number) =>
    job('j', { lane: 'fast' }, [
      a
        .intervalJoin(b, { on: ['id'], between: [seconds(0), minutes(upper)] })
        .select((x) => ({ id: x.id, at: x.at }))
        .insertInto(sink('out', { id: t.int, at: t.timestamp })),
    ]);
  const before = await built(within(1));
  const after = await built(within(2), before);
  const { operators } = verdict(before.manifest, after);
  expect(operators.map(({ verdict, path }) => `${verdict} ${path}`)).toEqual([
    'kept a',
    'kept b',
    'lost a + b / interval-join',
    'new a + b / interval-join',
  ]);
});
