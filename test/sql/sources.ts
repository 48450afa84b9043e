/** Jobs that show what is declared of a source beside its columns. */
import { job, seconds, sink, source, t, upper } from 'millrace';

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
};
