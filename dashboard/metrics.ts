/** What the synthetic source measures, and how the true value of each metric moves through the day. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How a single measurement scatters around the true value. */
export type Noise =
  /** Standard deviation as a share of the value. */
  | { readonly kind: 'normal'; readonly spread: number }
  /** Sigma of the logarithm: a long tail upwards, as response times have. */
  | { readonly kind: 'lognormal'; readonly sigma: number }
  /** Whole numbers around the value. */
  | { readonly kind: 'poisson' };

export interface Metric {
  readonly name: string;
  /** Share of the records that are this metric's. */
  readonly weight: number;
  readonly base: number;
  /** Amplitude of the day as a share of the base, and the UTC hour at which it peaks. */
  readonly daily: number;
  readonly peakHour: number;
  /** Factor on Saturday and Sunday. */
  readonly weekend: number;
  readonly noise: Noise;
  /** What fails together. */
  readonly group: string;
  /** At the height of its group's incident the value is 1 + this times as large. */
  readonly incident: number;
  /** Grows by this share over the given hours and falls back, as the memory of a process that leaks until its restart. */
  readonly leak?: { readonly growth: number; readonly hours: number };
  readonly max?: number;
  readonly digits: number;
}

const lognormal = (sigma: number): Noise => ({ kind: 'lognormal', sigma });
const normal = (spread: number): Noise => ({ kind: 'normal', spread });
const poisson: Noise = { kind: 'poisson' };

export const METRICS: readonly Metric[] = [
  {
    name: 'checkout.latency_ms',
    weight: 14,
    base: 182,
    daily: 0.18,
    peakHour: 19,
    weekend: 1.08,
    noise: lognormal(0.38),
    group: 'shop',
    incident: 2.6,
    digits: 1,
  },
  {
    name: 'checkout.errors_per_minute',
    weight: 5,
    base: 2.4,
    daily: 0.3,
    peakHour: 19,
    weekend: 1.1,
    noise: poisson,
    group: 'shop',
    incident: 9,
    digits: 0,
  },
  {
    name: 'orders.per_second',
    weight: 10,
    base: 46,
    daily: 0.62,
    peakHour: 19,
    weekend: 1.28,
    noise: poisson,
    group: 'shop',
    incident: -0.55,
    digits: 0,
  },
  {
    name: 'cart.value_eur',
    weight: 10,
    base: 64,
    daily: 0.08,
    peakHour: 20,
    weekend: 1.15,
    noise: lognormal(0.62),
    group: 'catalogue',
    incident: -0.2,
    digits: 2,
  },
  {
    name: 'search.latency_ms',
    weight: 14,
    base: 41,
    daily: 0.14,
    peakHour: 18,
    weekend: 1.02,
    noise: lognormal(0.46),
    group: 'catalogue',
    incident: 3.4,
    digits: 1,
  },
  {
    name: 'cache.hit_percent',
    weight: 6,
    base: 93.5,
    daily: 0.012,
    peakHour: 15,
    weekend: 1,
    noise: normal(0.008),
    group: 'catalogue',
    incident: -0.32,
    max: 100,
    digits: 2,
  },
  {
    name: 'eu-west.cpu_percent',
    weight: 9,
    base: 47,
    daily: 0.34,
    peakHour: 17,
    weekend: 0.84,
    noise: normal(0.07),
    group: 'eu-west',
    incident: 0.75,
    max: 100,
    digits: 2,
  },
  {
    name: 'us-east.cpu_percent',
    weight: 9,
    base: 52,
    daily: 0.31,
    peakHour: 23,
    weekend: 0.87,
    noise: normal(0.07),
    group: 'us-east',
    incident: 0.65,
    max: 100,
    digits: 2,
  },
  {
    name: 'api.memory_mb',
    weight: 6,
    base: 1_480,
    daily: 0.03,
    peakHour: 18,
    weekend: 0.97,
    noise: normal(0.012),
    group: 'us-east',
    incident: 0.12,
    leak: { growth: 0.55, hours: 7 },
    digits: 1,
  },
  {
    name: 'payments.queue_depth',
    weight: 6,
    base: 28,
    daily: 0.5,
    peakHour: 20,
    weekend: 1.1,
    noise: poisson,
    group: 'payments',
    incident: 14,
    digits: 0,
  },
  {
    name: 'payments.declined_percent',
    weight: 5,
    base: 3.1,
    daily: 0.12,
    peakHour: 2,
    weekend: 1.12,
    noise: normal(0.16),
    group: 'payments',
    incident: 2.2,
    max: 100,
    digits: 2,
  },
  {
    name: 'db.replication_lag_ms',
    weight: 6,
    base: 24,
    daily: 0.26,
    peakHour: 3,
    weekend: 0.8,
    noise: lognormal(0.55),
    group: 'eu-west',
    incident: 12,
    digits: 1,
  },
];

const { cos, floor, imul, max, min } = Math;

/** A number in [0, 1) that depends on nothing but its arguments: the same schedule of incidents however it is read. */
export function hashed(seed: number, text: string, slot: number): number {
  let h = (seed ^ 0x9e3779b9) | 0;
  for (let i = 0; i < text.length; i++) h = imul(h ^ text.charCodeAt(i), 0x01000193);
  h = imul(h ^ slot, 0x85ebca6b) ^ floor(slot / 4_294_967_296);
  h = imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4_294_967_296;
}

/** The value a perfect instrument would read at a time. */
export function trueValue(metric: Metric, seed: number, at: number): number {
  const { name, base, daily, peakHour, group, incident, leak } = metric;
  let value = base * (1 + daily * cos((2 * Math.PI * (at - peakHour * HOUR)) / DAY));
  value *= 1 + (metric.weekend - 1) * weekendness(at);
  const drift = min(0.06, 0.01 + 0.25 * daily);
  value *= 1 + drift * (0.7 * wander(seed, name, at, 9 * MINUTE) + wander(seed, `${name}~`, at, 2 * HOUR));
  value *= levelShift(seed, name, at);
  value *= 1 + incident * incidentHeight(seed, group, at);
  if (leak) {
    const cycle = leak.hours * HOUR;
    const phase = at / cycle + hashed(seed, `${name}/leak`, 0);
    value *= 1 + leak.growth * (phase - floor(phase)) ** 1.2;
  }
  return max(0, value);
}

/** 1 from Saturday to Sunday, 0 on other days, with slopes of four hours between them. */
function weekendness(at: number): number {
  // 1970-01-01 was a Thursday: two days later the first Saturday began.
  const hours = ((((at - 2 * DAY) % (7 * DAY)) + 7 * DAY) % (7 * DAY)) / HOUR;
  if (hours < 48) return min(1, 0.5 + hours / 8, 0.5 + (48 - hours) / 8);
  return max(0, 0.5 - (hours - 48) / 8, 0.5 - (168 - hours) / 8);
}

/** Smooth and aimless, between -1 and 1. */
function wander(seed: number, name: string, at: number, period: number): number {
  const slot = floor(at / period);
  const part = at / period - slot;
  const smooth = part * part * (3 - 2 * part);
  const from = hashed(seed, name, slot);
  return 2 * (from + (hashed(seed, name, slot + 1) - from) * smooth) - 1;
}

/** 0 when all is well, up to 1: an incident rises within seconds, holds, and eases off. */
export function incidentHeight(seed: number, group: string, at: number): number {
  const slotLength = 50 * MINUTE;
  const slot = floor(at / slotLength);
  if (hashed(seed, `${group}/incident`, slot) > 0.4) return 0;
  const begin = slot * slotLength + (2 + 26 * hashed(seed, `${group}/begin`, slot)) * MINUTE;
  const hold = (1 + 5 * hashed(seed, `${group}/hold`, slot)) * MINUTE;
  const height = 0.35 + 0.65 * hashed(seed, `${group}/height`, slot);
  const since = at - begin;
  if (since < 0) return 0;
  if (since < 20_000) return (height * since) / 20_000;
  if (since < hold) return height;
  const left = height * Math.exp(-(since - hold) / (1.5 * MINUTE));
  return left > 0.005 ? left : 0;
}

/** Now and then a release makes a metric better or worse for hours. */
function levelShift(seed: number, name: string, at: number): number {
  const slotLength = 11 * HOUR;
  const slot = floor(at / slotLength);
  if (hashed(seed, `${name}/shift`, slot) > 0.3) return 1;
  const begin = slot * slotLength + 5 * HOUR * hashed(seed, `${name}/shift-begin`, slot);
  const length = (1 + 4 * hashed(seed, `${name}/shift-length`, slot)) * HOUR;
  if (at < begin || at >= begin + length) return 1;
  return hashed(seed, `${name}/shift-way`, slot) < 0.4 ? 0.82 : 1.24;
}
