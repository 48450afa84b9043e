/** JSON paths of Jayway's JsonPath: members, places and wildcards. */
import type { Json } from './jackson';

/** A path with what is not computed here. */
export class UnsupportedPath extends Error {}
/** A path that finds nothing. */
export class NotFound extends Error {}

type Step = { readonly member: string } | { readonly place: number } | 'all';

export interface Path {
  readonly isLax: boolean;
  readonly steps: readonly Step[];
}

const STEP = /\.\*|\.([^.[\]()\s"'*?@,:\\]+)|\[(-?\d+)\]|\[\*\]|\['([^'\\,]*)'\]|\["([^"\\,]*)"\]/y;

const PATHS = new Map<string, Path>();
const KEPT = 1000;

/** @throws UnsupportedPath */
export function path(text: string): Path {
  let found = PATHS.get(text);
  if (!found) {
    if (PATHS.size >= KEPT) PATHS.clear();
    found = compiled(text);
    PATHS.set(text, found);
  }
  return found;
}

function compiled(text: string): Path {
  const [, mode, spelled = text] = /^\s*(strict|lax)\s+(.+)$/is.exec(text) ?? [];
  const trimmed = spelled.trim();
  if (!trimmed.startsWith('$')) throw new UnsupportedPath('a path that does not begin with $');
  const steps: Step[] = [];
  for (let at = 1; at < trimmed.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [all, name, place, quoted, doubly] = STEP.exec(trimmed) ?? [];
    if (all === undefined) throw new UnsupportedPath(`${JSON.stringify(trimmed.slice(at))} in a path`);
    const member = name ?? quoted ?? doubly;
    steps.push(place !== undefined ? { place: Number(place) } : member !== undefined ? { member } : 'all');
  }
  return { isLax: mode?.toLowerCase() === 'lax', steps };
}

/** What a path finds: with a wildcard a list. @throws NotFound */
export function find(json: Json, { steps }: Path): Json {
  const found: Json[] = [];
  walk(json, steps, 0, true, found);
  if (steps.includes('all')) return found;
  if (found.length === 0) throw new NotFound();
  return found[0] as Json;
}

/** @param isDefinite no wildcard comes before: what is missing there is an error. */
function walk(json: Json, steps: readonly Step[], i: number, isDefinite: boolean, found: Json[]): void {
  const step = steps[i];
  if (step === undefined) {
    found.push(json);
    return;
  }
  if (step === 'all') {
    const values = Array.isArray(json) ? json : json instanceof Map ? [...json.values()] : [];
    for (const value of values) walk(value, steps, i + 1, false, found);
    return;
  }
  const next =
    'member' in step
      ? json instanceof Map
        ? json.get(step.member)
        : undefined
      : Array.isArray(json)
        ? json.at(step.place)
        : undefined;
  if (next !== undefined) walk(next, steps, i + 1, isDefinite, found);
  else if (isDefinite && !('place' in step && Array.isArray(json))) throw new NotFound();
}
