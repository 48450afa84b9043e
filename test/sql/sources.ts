/** Jobs that show what is declared of a source beside its columns. */
import { count, job, seconds, sink, source, sum, t, upper } from 'millrace';

const clicks = source('clicks', { page: t.string, ms: t.int, clicked_at: t.timestamp }).watermark(
  'clicked_at',
  seconds(5),
);

export const SOURCES = {
  'metadata-and-computed-columns': job('metadata-and-computed-columns', { lane: 'fast' }, [
    clicks
      .metadata({ arrived_at: 'arrival', shard: 'shard' })
      .addColumns((c) => ({ title: upper(c.page), half: c.ms.dividedBy(2) }))
      .where((c) => c.arrived_at.isNotNull())
      .insertInto(
        sink('seen', {
          ...{ page: t.string, ms: t.int, clicked_at: t.timestamp, arrived_at: t.timestamp.nullable() },
          ...{ shard: t.string, title: t.string, half: t.int },
        }),
      ),
  ]),
  'processing-time': job('processing-time', { lane: 'fast' }, [
    clicks
      .processingTime('read_at')
      .tumble('read_at', { size: seconds(10) })
      .groupBy('page')
      .select((c) => ({ page: c.page, n: count(), at: c.window_time }))
      .tumble('at', { size: seconds(60) })
      .groupBy('page')
      .select((c) => ({ page: c.page, window_end: c.window_end, n: sum(c.n) }))
      .insertInto(sink('pages', { page: t.string, window_end: t.timestamp, n: t.bigint })),
  ]),
  'points-in-time': job('points-in-time', { lane: 'fast' }, [
    source('pings', { host: t.string, at: t.timestampLtz })
      .watermark('at', seconds(1))
      .tumble('at', { size: seconds(10) })
      .groupBy('host')
      .select((p) => ({ host: p.host, window_end: p.window_end, at: p.window_time, n: count() }))
      .insertInto(sink('hosts', { host: t.string, window_end: t.timestamp, at: t.timestampLtz, n: t.bigint })),
  ]),
};
