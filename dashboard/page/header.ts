/** Name, lane and counters at the top, and what an empty page waits for. */
import type { JobUpdate, StatusUpdate } from '../protocol';
import type { ConnectionState } from './connection';
import { byId, setText } from './dom';
import { clock, count, day, duration, lengthName, short } from './format';
import { PROBLEMS } from './problems';

const CONNECTION: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
};

export function showConnection(state: ConnectionState, paused: boolean): void {
  const badge = byId('connection');
  badge.dataset.state = state === 'live' && paused ? 'paused' : state;
  setText(badge, state === 'live' && paused ? 'Paused' : CONNECTION[state]);
}

function showBadge(id: string, text: string): void {
  const badge = byId(id);
  badge.hidden = text === '';
  setText(badge, text);
}

export function showJob(job: JobUpdate): void {
  setText(byId('job'), job.name);
  setText(byId('tables'), job.tables.join(', '));
  showBadge('lane', job.lane);
}

export function showStatus(status: StatusUpdate): void {
  const { watermark, now, speed = 1 } = status;
  setText(byId('watermark'), watermark === null ? '–' : clock(watermark));
  setText(byId('lag'), watermark === null ? 'none yet' : lagText(watermark, now));
  setText(byId('rate'), short(Math.round(status.rowsPerSecond)));
  showBadge('speed', speed === 1 ? '' : `${Number(speed.toPrecision(3))}× speed`);
  const counters = { read: status.read, 'on-time': status.onTime, windows: status.windowsFired };
  const { late, malformed, duplicates } = status;
  // Without a record id repeats are not looked for, and 0 of them would be a false report.
  byId('duplicates-tile').hidden = duplicates === undefined;
  const aside = { late, malformed, duplicates: duplicates ?? 0 };
  for (const [id, value] of Object.entries({ ...counters, ...aside })) {
    const target = byId(id);
    setText(target, count(value));
    target.title = value < 1e9 ? '' : String(value);
  }
  for (const kind of PROBLEMS) {
    const button = byId(kind);
    button.classList.toggle('some', aside[kind] > 0);
    button.setAttribute('aria-label', `${count(aside[kind])} ${kind}: show the latest records`);
  }
}

/** The date is worth its room only when the watermark is not of today. */
function lagText(watermark: number, now: number): string {
  const lag = now - watermark;
  const text = lag >= 0 ? `${duration(lag)} behind` : `${duration(-lag)} ahead`;
  return day(watermark) === day(now) ? text : `${day(watermark)}, ${text}`;
}

export function showWaiting(job: JobUpdate | null, status: StatusUpdate | null): void {
  const { text, detail, progress } = waiting(job, status);
  setText(byId('waiting-for'), text);
  setText(byId('waiting-detail'), detail);
  const bar = byId<HTMLProgressElement>('waiting-progress');
  bar.hidden = progress === undefined;
  bar.value = progress ?? 0;
}

interface Waiting {
  readonly text: string;
  readonly detail: string;
  readonly progress?: number;
}

/** The text is spoken when it changes, so whatever moves all the time is in the detail. */
function waiting(job: JobUpdate | null, status: StatusUpdate | null): Waiting {
  if (!status) return { text: 'Waiting for the pipeline to start.', detail: '' };
  if (status.read === 0) return { text: 'Waiting for the first record.', detail: '' };
  const read = `${count(status.read)} ${status.read === 1 ? 'record' : 'records'} read so far.`;
  const { watermark } = status;
  if (watermark === null) return { text: 'Waiting for the first watermark.', detail: read };
  const size = job?.windowMs;
  if (size === undefined || !(size > 0)) {
    return { text: 'Waiting for the first window to close.', detail: `Watermark ${clock(watermark)} UTC. ${read}` };
  }
  const end = (Math.floor(watermark / size) + 1) * size;
  return {
    text: `Waiting for the first ${lengthName(size)} window.`,
    detail: `Watermark ${clock(watermark)}, closes at ${clock(end)} UTC. ${read}`,
    progress: 1 - (end - watermark) / size,
  };
}
