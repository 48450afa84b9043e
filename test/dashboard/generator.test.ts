import { MetricsGenerator } from '../../dashboard/generator';
import { incidentHeight, METRICS, trueValue } from '../../dashboard/metrics';
import { parseTimestamp } from '../../runtime/time';

const FROM = Date.UTC(2026, 2, 29);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Reading {
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

/** The reading of a line, or undefined where a pipeline would set the record aside. */
function read(line: string): Reading | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null) return undefined;
    const { metric_name: name, metric_value: value, event_time: time } = record as Record<string, unknown>;
    const at = typeof time === 'string' ? parseTimestamp(time) : Number.NaN;
    if (typeof name !== 'string' || typeof value !== 'number' || Number.isNaN(at)) return undefined;
    return { name, value, at };
  } catch {
    return undefined;
  }
}

test('the same seed gives the same bytes however time is divided; another seed gives others', () => {
  const options = { seed: 42, from: FROM, rowsPerSecond: 50 };
  const whole = new MetricsGenerator(options);
  const parts = new MetricsGenerator(options);
  const lines: string[] = [];
  for (let until = FROM; until < FROM + 10 * MINUTE; until += 237) lines.push(...parts.next(until));
  lines.push(...parts.next(FROM + 10 * MINUTE));
  const expected = whole.next(FROM + 10 * MINUTE);
  expect(lines).toEqual(expected);
  expect(parts.rest()).toEqual(whole.rest());
  expect(new MetricsGenerator({ ...options, seed: 43 }).next(FROM + 10 * MINUTE)).not.toEqual(expected);
});

test('nothing is lost or made twice: rest() brings what is still under way', () => {
  const generator = new MetricsGenerator({ seed: 1, from: FROM, rowsPerSecond: 100 });
  const lines = [...generator.next(FROM + 10 * MINUTE), ...generator.rest()];
  expect(Math.abs(lines.length - 10 * 60 * 100)).toBeLessThanOrEqual(1);
});

test('records come in disorder: most within two seconds, few beyond five', () => {
  const generator = new MetricsGenerator({ seed: 5, from: FROM, rowsPerSecond: 100 });
  const delays: number[] = [];
  let disorder = 0;
  let before = 0;
  for (let until = FROM + 50; until <= FROM + 15 * MINUTE; until += 50) {
    for (const { at } of generator.next(until).flatMap((line) => read(line) ?? [])) {
      delays.push(until - at);
      if (at < before) disorder++;
      before = at;
    }
  }
  const share = (least: number): number => delays.filter((delay) => delay >= least).length / delays.length;
  expect(delays.every((delay) => delay >= 0)).toBe(true);
  expect(disorder / delays.length).toBeGreaterThan(0.2);
  expect(share(2_051)).toBeLessThan(0.04);
  expect(share(5_050)).toBeGreaterThan(0.001);
  expect(share(5_050)).toBeLessThan(0.02);
});

test('about one record in two thousand cannot be read, in several ways; a share of 0 means none', () => {
  const options = { seed: 9, from: FROM, rowsPerSecond: 100 };
  const lines = new MetricsGenerator(options).next(FROM + 20 * MINUTE);
  const bad = lines.filter((line) => !read(line));
  expect(bad.length / lines.length).toBeGreaterThan(1 / 3_000);
  expect(bad.length / lines.length).toBeLessThan(1 / 1_300);
  expect(bad).toContain('null');
  expect(bad.some((line) => line.includes('"n/a"'))).toBe(true);
  expect(bad.some((line) => line.startsWith('{') && !line.endsWith('}'))).toBe(true);
  const clean = new MetricsGenerator({ ...options, lateShare: 0, malformedShare: 0 }).next(FROM + 20 * MINUTE);
  expect(clean.every((line) => read(line))).toBe(true);
});

test('every metric is measured, in its own range and around its true value', () => {
  const lines = new MetricsGenerator({ seed: 3, from: FROM, rowsPerSecond: 40 }).next(FROM + 20 * MINUTE);
  const readings = lines.flatMap((line) => read(line) ?? []);
  for (const metric of METRICS) {
    const own = readings.filter(({ name }) => name === metric.name);
    const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length;
    const expected = own.reduce((sum, { at }) => sum + trueValue(metric, 3, at), 0) / own.length;
    expect(own.length).toBeGreaterThan(100);
    expect(own.every(({ value }) => value >= 0 && value <= (metric.max ?? Number.POSITIVE_INFINITY))).toBe(true);
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.12);
  }
});

test('days and weeks show: evenings are busier than nights, weekends differ', () => {
  const orders = METRICS.find(({ name }) => name === 'orders.per_second');
  if (!orders) throw new Error('no orders');
  const mean = (hour: number, days: number[]): number =>
    days.reduce((sum, day) => sum + trueValue(orders, 1, FROM + day * DAY + hour * HOUR), 0) / days.length;
  const sundays = Array.from({ length: 20 }, (_, week) => week * 7);
  const tuesdays = sundays.map((day) => day + 2);
  expect(mean(19, tuesdays) / mean(7, tuesdays)).toBeGreaterThan(2);
  expect(mean(12, sundays) / mean(12, tuesdays)).toBeGreaterThan(1.1);
});

test('there are incidents, and quiet between them', () => {
  const heights = Array.from({ length: 7 * 24 * 60 }, (_, minute) => incidentHeight(1, 'shop', FROM + minute * MINUTE));
  expect(Math.max(...heights)).toBeGreaterThan(0.8);
  expect(heights.filter((height) => height === 0).length / heights.length).toBeGreaterThan(0.7);
});

test('a hundred thousand records are made in far less time than they take to pass', () => {
  const begin = performance.now();
  const lines = new MetricsGenerator({ seed: 1, from: FROM, rowsPerSecond: 10_000 }).next(FROM + 10_000);
  expect(lines.length).toBeGreaterThan(90_000);
  expect(performance.now() - begin).toBeLessThan(5_000);
});
