/** What `why` says, in sentences. */
import { Duration, formatTimestamp } from '../time';
import type { OperatorWhy, SourceWhy, WaitingWhy, Why } from './why';

const n = (value: number): string => value.toLocaleString('en-US');
const rows = (value: number): string => `${n(value)} ${value === 1 ? 'row' : 'rows'}`;

/** A point in time, as far as it is one. */
export function instant(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return 'the end';
  if (ms === Number.NEGATIVE_INFINITY) return 'nowhere yet';
  return Math.abs(ms) > 8.64e15 ? `${ms} ms` : formatTimestamp(ms);
}

export function sentences({ sources, operators, written, waiting }: Why): string {
  return [
    'Where the rows went',
    ...sources.map((source) => `  ${sourceSentence(source)}`),
    ...operators.filter(tells).map((operator) => `  ${operatorSentence(operator)}`),
    ...Object.entries(written).map(([table, count]) => `  ${table}: ${rows(count)} written`),
    '',
    ...(waiting.length === 0 ? ['Nothing waits.'] : ['What waits, and why', ...waiting.flatMap(waitingSentences)]),
  ].join('\n');
}

/** A projection's rows are those of what is around it. */
const tells = ({ name, in: came, out, watermark }: OperatorWhy): boolean =>
  came !== out || watermark !== undefined || name.startsWith('Filter');

function sourceSentence({ table, read, malformed, duplicates, ...source }: SourceWhy): string {
  const aside = [malformed > 0 && `malformed ${n(malformed)}`, duplicates > 0 && `repeats ${n(duplicates)}`];
  const parts = [`${rows(read)} read`, ...aside.filter((part) => part !== false)];
  return `${table}${place(source)}: ${parts.join(', ')}; ${watermarkOf(source)}`;
}

function watermarkOf({
  time,
  watermark,
  delay,
  isIdle,
  isEnded,
}: Omit<SourceWhy, 'table' | 'read' | 'malformed' | 'duplicates'>): string {
  if (isEnded) return 'it has ended';
  if (time === undefined) return 'it has no watermark';
  const seen = Number.isFinite(watermark)
    ? `its watermark is ${instant(watermark)}${delay > 0 ? `, the greatest ${time} less ${new Duration(delay)}` : ''}`
    : 'it has no watermark yet, for it had no row';
  return isIdle ? `${seen}; it is idle` : seen;
}

function operatorSentence({ name, in: came, out, filtered, late, ...operator }: OperatorWhy): string {
  const parts = [
    `${n(came)} in`,
    ...(filtered > 0 ? [`${n(filtered)} filtered out`] : []),
    ...(late > 0 ? [`${n(late)} late`] : []),
    `${n(out)} out`,
  ];
  return `${name}${place(operator)}: ${parts.join(', ')}`;
}

export function waitingSentences({
  what,
  operator,
  until,
  now,
  isByClock,
  heldBackBy,
  isOfOne,
  ignored,
  ...at
}: WaitingWhy): string[] {
  const head = `  ${what}: ${operator}${place(at)}.`;
  if (isByClock)
    return [head, `    It waits for the clock to be at ${instant(until)}, and that is at ${instant(now)}.`];
  const seen = Number.isFinite(now) ? `which is at ${instant(now)}` : 'of which there is none yet';
  const held = heldBackBy.map(({ source }) => source.table).join(' and ');
  return [
    head,
    `    It waits for the watermark to reach ${instant(until)}, ${seen}${held ? `: ${held} ${heldBackBy.length > 1 ? 'hold' : 'holds'} it back` : ''}.`,
    ...heldBackBy.map(({ source, row }) => `    It goes on with ${waitsFor(source, row, isOfOne)}.`),
    ...ignored.map(({ table }) => `    ${table} is behind, too, but idle: it holds nothing back.`),
  ];
}

function waitsFor({ table, time, delay, isIdle }: SourceWhy, row: number, isOfOne: boolean): string {
  if (time === undefined) return `the end of ${table}, which has no watermark`;
  const because = delay > 0 ? ` (${new Duration(delay)} of delay on top)` : '';
  const idle = isOfOne ? (isIdle ? ': it is idle, and no other source is ahead' : '') : `, or when ${table} goes idle`;
  return `a row of ${table} whose ${time} is ${instant(row)} or later${because}, or with the end of ${table}${idle}`;
}

const place = ({ at, call }: { readonly at: string; readonly call: string }): string =>
  at === '' ? '' : ` (${`${at} ${call}`.trimEnd()})`;
