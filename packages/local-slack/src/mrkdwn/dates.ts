const dayMs = 24 * 60 * 60 * 1000;

/** Where and when the reader is. */
export interface Reader {
  readonly nowMs: number;
  readonly locale: string;
  /** The time zone of the machine if not given. */
  readonly timeZone?: string;
}

/**
 * Fills in the tokens of `<!date^…>`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * What is no token is kept as it is.
 */
export function formatDate(atSeconds: number, format: string, reader: Reader): string {
  const atMs = atSeconds * 1000;
  return format.replaceAll(/\{([a-z_]+)\}/g, (whole, token: string) => formatToken(token, atMs, reader) ?? whole);
}

function formatToken(token: string, atMs: number, reader: Reader): string | undefined {
  const show = (options: Intl.DateTimeFormatOptions) => {
    const zone = reader.timeZone === undefined ? {} : { timeZone: reader.timeZone };
    return new Intl.DateTimeFormat(reader.locale, { ...options, ...zone }).format(atMs);
  };
  const pretty = (otherwise: string) => relativeDay(atMs, reader) ?? otherwise;
  const date = () => show({ year: 'numeric', month: 'long', day: 'numeric' });
  const short = () => show({ year: 'numeric', month: 'short', day: 'numeric' });
  const long = () => show({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
  switch (token) {
    case 'date_num':
      return new Date(atMs).toISOString().slice(0, 10);
    case 'date':
      return date();
    case 'date_short':
      return short();
    case 'date_long':
      return long();
    case 'date_pretty':
      return pretty(date());
    case 'date_short_pretty':
      return pretty(short());
    case 'date_long_pretty':
      return pretty(long());
    case 'time':
      return show({ hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return show({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return formatAgo(atMs, reader);
    default:
      return undefined;
  }
}

/** "today", "yesterday" or "tomorrow"; undefined for any other day. */
export function relativeDay(atMs: number, reader: Reader): string | undefined {
  const dayOf = (ms: number) => {
    const zone = reader.timeZone === undefined ? {} : { timeZone: reader.timeZone };
    return new Intl.DateTimeFormat('en-CA', zone).format(ms);
  };
  const day = dayOf(atMs);
  if (day === dayOf(reader.nowMs)) return 'today';
  if (day === dayOf(reader.nowMs - dayMs)) return 'yesterday';
  return day === dayOf(reader.nowMs + dayMs) ? 'tomorrow' : undefined;
}

const steps = [
  ['day', dayMs],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
  ['second', 1000],
] as const;

function formatAgo(atMs: number, reader: Reader): string {
  const differenceMs = atMs - reader.nowMs;
  const [unit, unitMs] = steps.find(([, ms]) => Math.abs(differenceMs) >= ms) ?? ['second', 1000];
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: 'auto' }).format(
    Math.trunc(differenceMs / unitMs),
    unit,
  );
}
