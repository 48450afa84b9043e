/** Choices, made from fast-check's random numbers. */
import type fc from 'fast-check';

export class Draw {
  constructor(private readonly random: fc.Random) {}

  /** A whole number of them, both included. */
  int(min: number, max: number): number {
    return this.random.nextInt(min, max);
  }
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('there is nothing to pick from');
    return from[this.int(0, from.length - 1)] as T;
  }
  /** One of several by their weights. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.int(
      1,
      from.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, value] of from) {
      left -= weight;
      if (left <= 0) return value;
    }
    throw new RangeError('there is nothing to pick from');
  }
  /** So many different ones, or as many as there are, in their order. */
  some<T>(from: readonly T[], count: number): T[] {
    const left = [...from.keys()];
    const taken = Array.from({ length: Math.min(count, from.length) }, () => {
      return left.splice(this.int(0, left.length - 1), 1)[0] as number;
    });
    return taken.sort((a, b) => a - b).map((i) => from[i] as T);
  }
  shuffled<T>(from: readonly T[]): T[] {
    const left = [...from];
    return from.map(() => left.splice(this.int(0, left.length - 1), 1)[0] as T);
  }
}
