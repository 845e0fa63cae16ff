/**
 * Why a request is refused before anything reads it, or undefined if it may go on.
 *
 * A web page anywhere can make a browser send requests to 127.0.0.1. Two checks keep it out: the `Host` must be ours,
 * so that a name that an attacker points at 127.0.0.1 (DNS rebinding) is refused, and where a browser says which page
 * sends, that page must be ours. Programs send no `Origin`.
 */
export function refuseForeign(headers: Readonly<Record<string, string>>, port: number): string | undefined {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = headers['host'] ?? '';
  if (!ours.includes(host.toLowerCase())) return `This server is for http://${ours[0]} only.`;
  const origin = headers['origin'];
  if (origin !== undefined && !ours.some((own) => origin.toLowerCase() === `http://${own}`)) {
    return 'Requests from other pages are refused.';
  }
  return undefined;
}
