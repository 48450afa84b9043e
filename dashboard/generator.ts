/**
 * A lifelike source for the table metrics(metric_name, metric_value, event_time): days and weeks, noise, incidents, and
 * a network that delays, reorders and now and then mangles records. The same seed gives the same bytes.
 */
import { formatTimestamp } from '../runtime/time';
import { hashed, METRICS, type Metric, trueValue } from './metrics';

export interface GeneratorOptions {
  readonly seed: number;
  /** Event time of the first record, in milliseconds. */
  readonly from: number;
  readonly rowsPerSecond: number;
  /** Share of the records that come more than five seconds late; 0.004 when left out. */
  readonly lateShare?: number;
  /** Share of the records that cannot be read; 1 in 2,000 when left out. */
  readonly malformedShare?: number;
}

interface Underway {
  readonly arrival: number;
  readonly order: number;
  readonly line: string;
}

const TOTAL_WEIGHT = METRICS.reduce((sum, { weight }) => sum + weight, 0);
/** The network of one group stalls for up to half a minute in some quarters of an hour, then delivers all at once. */
const STALL_SLOT_MS = 15 * 60_000;
const STALL_CHANCE = 0.08;

/** True values move slowly against the rate of records; each is computed once for so many milliseconds of event time. */
const VALUE_MS = 500;

export class MetricsGenerator {
  private readonly random: () => number;
  private readonly underway = new ArrivalHeap();
  private readonly stepMs: number;
  private readonly lateShare: number;
  private readonly malformedShare: number;
  private readonly values = new Map<Metric, { slot: number; value: number }>();
  private made = 0;
  private upcoming: number;

  constructor(private readonly options: GeneratorOptions) {
    if (!(options.rowsPerSecond > 0)) throw new RangeError(`${options.rowsPerSecond} rows per second is not a rate`);
    this.random = sfc32(options.seed);
    this.stepMs = 1_000 / options.rowsPerSecond;
    this.lateShare = options.lateShare ?? 0.004;
    this.malformedShare = options.malformedShare ?? 1 / 2_000;
    this.upcoming = this.nextEventTime();
  }

  /** JSON lines (without line ends) that arrive by the given time, in order of arrival; the same however it is divided. */
  next(untilMs: number): string[] {
    while (this.upcoming <= untilMs) {
      this.send(this.upcoming);
      this.made++;
      this.upcoming = this.nextEventTime();
    }
    const lines: string[] = [];
    for (let line = this.underway.take(untilMs); line !== undefined; line = this.underway.take(untilMs))
      lines.push(line);
    return lines;
  }

  /** What has been sent but has not arrived yet, for a source that ends. */
  rest(): string[] {
    const lines: string[] = [];
    const end = Number.POSITIVE_INFINITY;
    for (let line = this.underway.take(end); line !== undefined; line = this.underway.take(end)) lines.push(line);
    return lines;
  }

  /** Evenly spread, but not by the clock; never before the one before. */
  private nextEventTime(): number {
    return Math.floor(this.options.from + (this.made + this.random()) * this.stepMs);
  }

  private send(at: number): void {
    const metric = this.chooseMetric();
    const line = this.line(metric, at);
    this.underway.add({ arrival: this.arrival(metric, at), order: this.made, line });
  }

  private chooseMetric(): Metric {
    let left = this.random() * TOTAL_WEIGHT;
    for (const metric of METRICS) {
      left -= metric.weight;
      if (left < 0) return metric;
    }
    return METRICS[0] as Metric;
  }

  private line(metric: Metric, at: number): string {
    const value = Number(this.measure(metric, at).toFixed(metric.digits));
    const time = formatTimestamp(at);
    if (this.random() >= this.malformedShare) return json(metric.name, String(value), time);
    const whole = json(metric.name, String(value), time);
    switch (Math.floor(this.random() * 5)) {
      case 0:
        return whole.slice(0, 12 + Math.floor(this.random() * (whole.length - 14)));
      case 1:
        return json(metric.name, '"n/a"', time);
      case 2:
        return json(metric.name, 'NaN', time);
      case 3:
        return json(metric.name, String(value), '0000-00-00 00:00:00');
      default:
        return 'null';
    }
  }

  private measure(metric: Metric, at: number): number {
    const expected = this.expected(metric, at);
    const { noise, max = Number.POSITIVE_INFINITY } = metric;
    switch (noise.kind) {
      case 'normal':
        return Math.min(max, Math.max(0, expected * (1 + noise.spread * this.normal())));
      case 'lognormal':
        return Math.min(max, expected * Math.exp(noise.sigma * this.normal() - noise.sigma ** 2 / 2));
      case 'poisson':
        return this.poisson(expected);
    }
  }

  private expected(metric: Metric, at: number): number {
    const slot = Math.floor(at / VALUE_MS);
    const known = this.values.get(metric);
    if (known?.slot === slot) return known.value;
    const value = trueValue(metric, this.options.seed, slot * VALUE_MS);
    this.values.set(metric, { slot, value });
    return value;
  }

  /** Most within a few hundred milliseconds, nearly all within two seconds, a few so late that windows have closed. */
  private arrival(metric: Metric, at: number): number {
    const kind = this.random();
    let delay: number;
    if (kind < this.lateShare) delay = 5_000 + 85_000 * this.random() ** 2;
    else if (kind < this.lateShare + 0.01) delay = 2_000 + 2_500 * this.random();
    else delay = Math.min(2_000, -260 * Math.log(1 - this.random()));
    return Math.max(at + Math.floor(delay), this.stalledUntil(metric.group, at));
  }

  private stalledUntil(group: string, at: number): number {
    const { seed } = this.options;
    const slot = Math.floor(at / STALL_SLOT_MS);
    if (this.lateShare === 0 || hashed(seed, `${group}/stall`, slot) > STALL_CHANCE) return at;
    const begin = (slot + 0.8 * hashed(seed, `${group}/stall-begin`, slot)) * STALL_SLOT_MS;
    const end = begin + 6_000 + 24_000 * hashed(seed, `${group}/stall-length`, slot);
    return at >= begin && at < end ? Math.ceil(end) : at;
  }

  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
  }

  private poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.random(); product > limit; product *= this.random()) count++;
    return count;
  }
}

const json = (name: string, value: string, time: string): string =>
  `{"metric_name":"${name}","metric_value":${value},"event_time":"${time}"}`;

/** C. Doty-Humphrey's small fast counting generator: numbers in [0, 1). */
function sfc32(seed: number): () => number {
  let a = seed | 0;
  let b = Math.floor(seed / 4_294_967_296) | 0;
  let c = 0x6d696c6c;
  let counter = 1;
  const draw = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 16; i++) draw();
  return draw;
}

/** Records on their way, the one to arrive first on top; those that arrive together keep the order of their sending. */
class ArrivalHeap {
  private readonly items: Underway[] = [];

  add(item: Underway): void {
    const { items } = this;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Underway;
      if (!before(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /** The line of the first record to arrive, if it does by then. */
  take(until: number): string | undefined {
    const { items } = this;
    const top = items[0];
    if (!top || top.arrival > until) return undefined;
    const last = items.pop() as Underway;
    if (items.length > 0) this.sink(last);
    return top.line;
  }

  private sink(item: Underway): void {
    const { items } = this;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      const right = items[child + 1];
      if (right && before(right, items[child] as Underway)) child++;
      const below = items[child] as Underway;
      if (!before(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}

const before = (a: Underway, b: Underway): boolean =>
  a.arrival < b.arrival || (a.arrival === b.arrival && a.order < b.order);
