/** Which operator of a new plan is which of an old one. */
import type { Operator } from './operators';

export interface Matching {
  /** Old operators by the id of the new one that goes on with their state. */
  readonly carried: ReadonlyMap<number, Operator>;
  /** New and old operators with state that could be each other, but so could others: none of them is matched. */
  readonly ambiguous: ReadonlySet<Operator>;
}

type Criterion = (fresh: Operator, old: Operator) => boolean;

const sameShape: Criterion = (fresh, old) => fresh.shape === old.shape;
const sameSinks: Criterion = (fresh, old) => fresh.sinks.join('\n') === old.sinks.join('\n');
const commonSink: Criterion = (fresh, old) => fresh.sinks.some((sink) => old.sinks.includes(sink));
const isSource: Criterion = (fresh) => fresh.type.startsWith('stream-exec-table-source-scan');

/**
 * Of operators whose state means the same, those are one that read the very same rows, else those whose rows end in a
 * common sink; a source is itself wherever its rows go. Each step decides only where there is no choice.
 */
const STEPS: readonly Criterion[] = [
  (fresh, old) => sameShape(fresh, old) && sameSinks(fresh, old),
  sameShape,
  sameSinks,
  commonSink,
  isSource,
];

export function match(fresh: readonly Operator[], old: readonly Operator[]): Matching {
  // The same plan over the same connectors: here places are enough, even for operators that nothing else tells apart.
  const same: Criterion = (a, b) => sameShape(a, b) && a.signature === b.signature;
  if (fresh.length === old.length && fresh.every((operator, i) => same(operator, old[i] as Operator))) {
    return { carried: new Map(fresh.map((operator, i) => [operator.id, old[i] as Operator])), ambiguous: new Set() };
  }
  const carried = new Map<number, Operator>();
  const ambiguous = new Set<Operator>();
  const oldByIdentity = byIdentity(old);
  for (const [identity, operators] of byIdentity(fresh)) {
    let [left, right] = [operators, oldByIdentity.get(identity) ?? []];
    const candidates = right.length === 0 ? [] : left[0]?.stateful ? STEPS : [];
    for (const criterion of candidates) {
      for (const [operator, partner] of decided(left, right, criterion)) {
        carried.set(operator.id, partner);
        left = left.filter((other) => other !== operator);
        right = right.filter((other) => other !== partner);
      }
    }
    if (left[0]?.stateful) {
      const possible = (a: Operator, b: Operator) => STEPS.some((criterion) => criterion(a, b));
      for (const a of left) for (const b of right) if (possible(a, b)) ambiguous.add(a).add(b);
    } else {
      // Nothing depends on the ids of the others; in order, so that an unchanged job gives an unchanged plan.
      left.slice(0, right.length).forEach((operator, i) => {
        carried.set(operator.id, right[i] as Operator);
      });
    }
  }
  return { carried, ambiguous };
}

/** Pairs of which each is the other's only candidate. */
function decided(left: readonly Operator[], right: readonly Operator[], criterion: Criterion): [Operator, Operator][] {
  return left.flatMap((operator) => {
    const partners = right.filter((old) => criterion(operator, old));
    const [partner] = partners;
    if (!partner || partners.length > 1) return [];
    return left.filter((other) => criterion(other, partner)).length === 1 ? [[operator, partner] as const] : [];
  }) as [Operator, Operator][];
}

function byIdentity(operators: readonly Operator[]): Map<string, Operator[]> {
  const groups = new Map<string, Operator[]>();
  for (const operator of operators) {
    const { stateful, type, path, signature, shape } = operator;
    const identity = JSON.stringify(stateful ? [type, path, signature] : [type, shape]);
    groups.set(identity, [...(groups.get(identity) ?? []), operator]);
  }
  return groups;
}
