/** Joins. */
import type { From } from './ast';
import { notImported } from './piece';
import type { Queries } from './query';
import type { Relation } from './scope';

export function join(_: Queries, from: From & { op: 'join' }): Relation {
  throw notImported(
    from.at,
    'a join cannot be imported',
    'Write it by hand: .intervalJoin between streams, .lookupJoin with reference data.',
  );
}
