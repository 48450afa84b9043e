/** Time zones as java.util.TimeZone knows them, by the platform's Intl. */

import { notLocal } from '../function';
import { DAY_MS } from './java-date-patterns';

const FORMATS = new Map<string, Intl.DateTimeFormat | number>();
/** Before it, Java's rules are others. */
const FIRST = Date.UTC(1901, 0, 1);

/** A format of the zone, or its offset where that never changes. @throws MillraceError NOT_LOCAL for a name that Flink may take for GMT */
function zone(name: string): Intl.DateTimeFormat | number {
  let found = FORMATS.get(name);
  if (found === undefined) {
    found = fixed(name) ?? format(name);
    FORMATS.set(name, found);
  }
  return found;
}

function fixed(name: string): number | undefined {
  if (name === 'UTC' || name === 'GMT') return 0;
  const [, sign, hours, minutes = '0'] = /^GMT([+-])(\d{1,2})(?::?([0-5]\d))?$/.exec(name) ?? [];
  if (sign === undefined || Number(hours) > 23) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function format(name: string): Intl.DateTimeFormat {
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: name, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
    const known = made.resolvedOptions().timeZone;
    // Java tells Europe/berlin from Europe/Berlin.
    if (name.includes('/') && (known === name || known.toLowerCase() !== name.toLowerCase())) return made;
  } catch {
    // It is said below.
  }
  throw notLocal(`the time zone ${JSON.stringify(name)}`, 'names are as Europe/Berlin, UTC or GMT+02:00');
}

/** What a zone's clocks are ahead of UTC, in milliseconds. */
export function offsetAt(utc: number, name: string): number {
  const of = zone(name);
  if (typeof of === 'number') return of;
  if (utc < FIRST) throw notLocal(`a time of ${name} before 1901`, 'Java has rules of its own there');
  const seconds = Math.floor(utc / 1000) * 1000;
  const parts: Record<string, number> = {};
  for (const { type, value } of of.formatToParts(seconds)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}

/** UTC of a zone's wall clock. Of an hour that is there twice, the second; of one that is not there, as before it. */
export function fromWall(wall: number, name: string): number {
  let [early, late] = [wall - DAY_MS, wall + DAY_MS];
  const [before, behind] = [offsetAt(early, name), offsetAt(late, name)];
  if (before === behind) return wall - before;
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2000) * 1000;
    if (offsetAt(middle, name) === before) early = middle;
    else late = middle;
  }
  return wall - (wall >= late + behind ? behind : before);
}
