import { relativeDay } from '../../mrkdwn/index.ts';
import { locale } from '../text/names.ts';

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const preciseClock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });

const msOf = (ts: string) => Number(ts) * 1000;

/** Hour and minute of a message. */
export const formatClock = (ts: string): string => clock.format(msOf(ts));

/** Hour, minute and second of a moment. */
export const formatPreciseClock = (atMs: number): string => preciseClock.format(atMs);

/** The whole moment of a message. */
export const formatMoment = (ts: string): string => moment.format(msOf(ts));

/** The day that a message belongs to, to compare: formatting would be far too slow for that. */
export const dayOf = (ts: string): string => new Date(msOf(ts)).toDateString();

/** The day that a message belongs to, as a heading. */
export function formatDay(ts: string): string {
  const near = relativeDay(msOf(ts), { nowMs: Date.now(), locale });
  return near === undefined ? day.format(msOf(ts)) : near.slice(0, 1).toUpperCase() + near.slice(1);
}

const fiveMinutesMs = 5 * 60 * 1000;

/** True if two messages are close enough to stand under one name. */
export const areClose = (one: string, other: string): boolean =>
  Math.abs(msOf(one) - msOf(other)) < fiveMinutesMs && dayOf(one) === dayOf(other);
