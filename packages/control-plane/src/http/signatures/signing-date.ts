import { IncompleteSignatureException, InvalidSignatureException } from './errors.ts';

/** How far the clocks of caller and control plane may be apart, as with AWS. */
const TOLERANCE_MS = 5 * 60 * 1000;
const BASIC_FORMAT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/**
 * When a request says it was signed, if that is now.
 * @param xAmzDate the header, `20261120T101500Z`
 * @param scopeDate the date of the credential scope, `20261120`
 * @throws IncompleteSignatureException, InvalidSignatureException
 */
export function readSigningDate(xAmzDate: string | undefined, scopeDate: string, nowMs: number): Date {
  if (xAmzDate === undefined) {
    throw new IncompleteSignatureException("Authorization header requires existence of a 'X-Amz-Date' header.");
  }
  const signedAt = new Date(xAmzDate.replace(BASIC_FORMAT, '$1-$2-$3T$4:$5:$6Z'));
  if (!BASIC_FORMAT.test(xAmzDate) || Number.isNaN(signedAt.getTime())) {
    throw new IncompleteSignatureException("Date must be in ISO-8601 'basic format'.");
  }
  if (!xAmzDate.startsWith(scopeDate) || scopeDate.length !== 8) {
    throw new InvalidSignatureException('Date in Credential scope does not match the date of X-Amz-Date.');
  }
  const aheadMs = signedAt.getTime() - nowMs;
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
  return signedAt;
}

/** `20261120T101500Z` */
export function inBasicFormat(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
