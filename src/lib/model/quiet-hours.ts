/** Hours of each day in which a channel gets no alerts but those of failures and questions. */
export interface QuietHours {
  /** `22:00`: the first quiet minute, by the clocks of the zone. */
  readonly from: string;
  /** `07:00`: the first minute that is not quiet any more. If it is before `from`, the hours go over midnight. */
  readonly to: string;
  /** A zone of the IANA time zone database: `Europe/Paris`. */
  readonly zone: string;
}

/**
 * Whether a moment is in the quiet hours, by the clocks on the wall there. Where clocks are put forward or back, the hours begin and
 * end at the same time of day as on other days.
 */
export function isQuiet({ from, to, zone }: QuietHours, atMs: number): boolean {
  const minute = minuteOfDay(zone, atMs);
  const [first, end] = [minutesOf(from), minutesOf(to)];
  return first <= end ? minute >= first && minute < end : minute >= first || minute < end;
}

function minuteOfDay(zone: string, atMs: number): number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = format.formatToParts(atMs);
  const valueOf = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value);
  return valueOf('hour') * 60 + valueOf('minute');
}

function minutesOf(time: string): number {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}

/** Whether there is such a zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
