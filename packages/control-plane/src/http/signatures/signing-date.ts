import { IncompleteSignatureException, InvalidSignatureException } from './errors.ts';

/** How far the clocks of caller and control plane may be apart, as with AWS. */
const TOLERANCE_MS = 5 * 60 * 1000;
const BASIC_FORMAT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Requests of the same second have the same date; it may have been in any of the last ten minutes. */
const MAXIMUM_DATES = 600;

/**
 * When a request says it was signed, if that is now.
 * @param xAmzDate the header, `20261120T101500Z`
 * @param scopeDate the date of the credential scope, `20261120`
 * @returns the date in the form of the header, of which there is one for each second
 * @throws IncompleteSignatureException, InvalidSignatureException
 */
export type SigningDateReader = (xAmzDate: string | undefined, scopeDate: string, nowMs: number) => string;

/** Keeps what it has read, as many requests say the same. */
export function createSigningDateReader(): SigningDateReader {
  let dates = new Map<string, SigningDate>();
  return (xAmzDate, scopeDate, nowMs) => {
    if (xAmzDate === undefined) {
      throw new IncompleteSignatureException("Authorization header requires existence of a 'X-Amz-Date' header.");
    }
    const date = dates.get(xAmzDate) ?? readDate(xAmzDate);
    checkDate(date, xAmzDate, scopeDate, nowMs);
    if (dates.size >= MAXIMUM_DATES) dates = new Map();
    dates.set(xAmzDate, date);
    return date.longDate;
  };
}

interface SigningDate {
  readonly timeMs: number;
  readonly longDate: string;
}

function readDate(xAmzDate: string): SigningDate {
  const timeMs = Date.parse(xAmzDate.replace(BASIC_FORMAT, '$1-$2-$3T$4:$5:$6Z'));
  if (!BASIC_FORMAT.test(xAmzDate) || Number.isNaN(timeMs)) {
    throw new IncompleteSignatureException("Date must be in ISO-8601 'basic format'.");
  }
  return { timeMs, longDate: inBasicFormat(timeMs) };
}

function checkDate({ timeMs }: SigningDate, xAmzDate: string, scopeDate: string, nowMs: number): void {
  if (!xAmzDate.startsWith(scopeDate) || scopeDate.length !== 8) {
    throw new InvalidSignatureException('Date in Credential scope does not match the date of X-Amz-Date.');
  }
  const aheadMs = timeMs - nowMs;
  const now = (): string => inBasicFormat(nowMs);
  if (aheadMs < -TOLERANCE_MS) {
    const earliest = inBasicFormat(nowMs - TOLERANCE_MS);
    throw new InvalidSignatureException(
      `Signature expired: ${xAmzDate} is now earlier than ${earliest} (${now()} - 5 min.)`,
    );
  }
  if (aheadMs > TOLERANCE_MS) {
    const latest = inBasicFormat(nowMs + TOLERANCE_MS);
    throw new InvalidSignatureException(
      `Signature not yet current: ${xAmzDate} is still later than ${latest} (${now()} + 5 min.)`,
    );
  }
}

/** `20261120T101500Z` */
function inBasicFormat(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
