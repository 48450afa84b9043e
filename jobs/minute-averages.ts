import { avg, job, minutes } from 'millrace';
import { averages, metrics } from './tables';

export const minuteAverages = metrics
  .tumble('event_time', { size: minutes(1) })
  .groupBy('metric_name')
  .select((m) => ({ metric_name: m.metric_name, window_start: m.window_start, avg_value: avg(m.metric_value) }))
  .insertInto(averages);

export default job('minute-averages', { lane: 'regular' }, [minuteAverages]);
