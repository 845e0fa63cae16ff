import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './refusal.ts';

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;
/** As Node gives them; a socket for both families has addresses of the older one in the form of the newer. */
const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127\.\d+\.\d+\.\d+|::1)$/;

/**
 * @param onlyLoopback a page of another site that resolves its own name to 127.0.0.1 still says that name in `Host`;
 *   with this every name is refused but those of the loopback interface
 * @throws HttpRefusal 403; or 400 where HTTP/1.1 wants a host and there is none
 */
export function checkHost({ headers, httpVersion }: IncomingMessage, onlyLoopback: boolean): void {
  if (headers.host === undefined && httpVersion === '1.1') {
    throw new HttpRefusal('SerializationException', 'HTTP/1.1 requires the header Host.', 400);
  }
  if (!onlyLoopback || LOOPBACK_HOST.test(headers.host ?? '')) return;
  throw new HttpRefusal('AccessDeniedException', 'Only calls to 127.0.0.1, localhost or [::1] are answered.', 403);
}

/**
 * Whether a request comes from this machine, and from no page of another site: the address alone says nothing of that.
 * @throws HttpRefusal 403
 */
export function checkIsOfThisMachine({
  headers,
  socket,
}: {
  readonly headers: Pick<IncomingMessage['headers'], 'host'>;
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
}): void {
  if (LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '')) return;
  throw new HttpRefusal(
    'AccessDeniedException',
    'The control routes are for this machine only, at 127.0.0.1, localhost or [::1]. Where signatures are required they can be used from elsewhere, signed.',
    403,
  );
}
