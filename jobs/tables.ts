/** The streams and stores that the jobs share. What a table is stands here; where it lives is bound by the environment. */
import { seconds, sink, source, t } from 'millrace';

/** One measurement of one metric. */
export const metrics = source('metrics', {
  metric_name: t.string,
  metric_value: t.double,
  event_time: t.timestamp,
}).watermark('event_time', seconds(5));

/** The mean of each metric per minute. */
export const averages = sink('averages', {
  metric_name: t.string,
  window_start: t.timestamp,
  avg_value: t.double,
});
