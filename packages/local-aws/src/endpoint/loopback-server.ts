import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { LocalCloudStartError } from '../start-error.ts';

/**
 * How long an idle connection stays open. Node's 5 seconds would close connections under SDK clients that are about to
 * use them again, and a client with a single attempt would report that as a failed call.
 */
const KEEP_ALIVE_MS = 120_000;

/** How the user sets a port, for the message that says it is taken. */
export interface PortSetting {
  readonly flag: string;
  readonly environmentVariable: string;
}

/** Another program listens on the port. */
export class PortInUseError extends LocalCloudStartError {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number, setting: PortSetting | undefined) {
    const how = setting && ` with ${setting.flag} <port> or ${setting.environmentVariable}=<port>`;
    super(
      `Port ${String(port)} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port${how ?? ''}.`,
    );
    this.port = port;
  }
}

/** An HTTP server that only this machine can reach. */
export interface LoopbackServer {
  /** E.g. `http://127.0.0.1:4600`. */
  readonly url: string;
  readonly port: number;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 *
 * @param port 0 for any free one
 * @throws PortInUseError when the port is taken
 */
export async function startLoopbackServer(
  port: number,
  setting: PortSetting | undefined,
  listener: RequestListener,
): Promise<LoopbackServer> {
  const server = createServer(listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const boundPort = await listen(server, port, setting);
  return {
    url: `http://127.0.0.1:${String(boundPort)}`,
    port: boundPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, setting: PortSetting | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, setting) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** A page of another site that resolves its own name to 127.0.0.1 says so in `Host`; only the loopback names are served. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

/**
 * Whether a browser sends this for a page of another origin. Such a page cannot read the answer, but what it asks for would be done:
 * a text or a form is sent without asking (https://fetch.spec.whatwg.org/#simple-header). A browser says where a request comes from:
 * in `Origin` of all that it posts (https://fetch.spec.whatwg.org/#origin-header), and in `Sec-Fetch-Site` of everything
 * (https://www.w3.org/TR/fetch-metadata/). The AWS CLI, SDKs and curl send neither. Another port is another origin.
 */
export function isFromForeignPage({ host = '', origin, ...others }: IncomingHttpHeaders): boolean {
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return true;
  const site = others['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
