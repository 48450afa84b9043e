/** Functions of what is around a row: its watermark, and the clock of the job. */
import {
  currentDate,
  currentRowTimestamp,
  currentTime,
  currentTimestamp,
  currentWatermark,
  job,
  localTime,
  localTimestamp,
  now,
  seconds,
  sink,
  source,
  t,
} from 'millrace';
import { LocalJob } from '../../runtime/engine';
import { fromBatch, toBatch } from '../../runtime/testing/rows';
import { locally, onFlink } from '../flink/both';
import { useFlink } from '../flink/oracle';

const events = source('events', { n: t.int, at: t.timestamp }).watermark('at', seconds(2));
const at = (second: number) => new Date(Date.UTC(2026, 2, 29, 0, 0, second));

describe('CURRENT_WATERMARK', () => {
  const flink = useFlink();
  it('is the watermark before the row, NULL before the first', async () => {
    const made = job('watermarks', { lane: 'fast' }, [
      events
        .select((e) => ({ n: e.n, w: currentWatermark(e.at) }))
        .insertInto(sink('out', { n: t.int, w: t.timestamp.nullable() })),
    ]);
    const rows = [10, 5, 12, 11, 30, 1].map((second, n) => ({ n, at: at(second) }));
    const here = locally(made, rows);
    expect(here.out?.[0]).toBe('{"n":0,"w":null}');
    expect(here.out?.[5]).toBe(`{"n":5,"w":"${at(28).toISOString()}"}`);
    expect(await onFlink(flink(), made, rows)).toEqual(here);
  }, 600_000);
});

it('the clock of a local run is what it is told', () => {
  const schema = {
    day: t.date,
    a: t.time,
    b: t.time,
    c: t.timestamp,
    d: t.timestampLtz,
    e: t.timestampLtz,
    f: t.timestampLtz,
  };
  const made = job('clock', { lane: 'fast' }, [
    events
      .select(() => ({
        ...{ day: currentDate(), a: currentTime(), b: localTime(), c: localTimestamp() },
        ...{ d: currentTimestamp(), e: now(), f: currentRowTimestamp() },
      }))
      .insertInto(sink('out', schema)),
  ]);
  const rows: unknown[] = [];
  const local = new LocalJob(made, { rows: (_, batch) => rows.push(...fromBatch(Object.keys(schema), batch)) });
  const told = new Date('2026-11-25T04:05:06.789Z');
  local.clock(told.getTime());
  local.push('events', toBatch({ n: t.int, at: t.timestamp }, [{ n: 1, at: at(0) }]));
  expect(rows).toEqual([{ day: '2026-11-25', a: '04:05:06', b: '04:05:06', c: told, d: told, e: told, f: told }]);
});
