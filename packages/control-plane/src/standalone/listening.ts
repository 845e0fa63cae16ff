import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, StandaloneError } from './standalone-error.ts';

/** The address cannot be listened at; the message says what to do. */
export class CannotListenError extends StandaloneError {
  override readonly name = 'CannotListenError';
  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${String(port)} on ${host} cannot be opened: ${adviceOn(codeOf(cause))}`, { cause });
  }
}

function adviceOn(code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'it is in use. Stop the program that uses it (another proton-bot?), or choose another port with --port <port> or PROTON_BOT_CONTROL_PLANE_PORT=<port>.';
    case 'EACCES':
      return 'this user may not open it. Choose a port above 1023 with --port <port>.';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'this machine has no such address. Choose one that it has with --host <address>; 0.0.0.0 is all of them.';
    default:
      return `the system says ${code ?? 'no'}. Choose another address with --host and --port.`;
  }
}

/**
 * Makes a server listen.
 * @param port 0 for any free one
 * @returns where it does
 * @throws CannotListenError
 */
export function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new CannotListenError(host, port, error)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(isAddressInfo(address) ? urlOf(address) : `http://${host}:${String(port)}`);
    });
  });
}

/** Closes the port and every connection, also those that clients keep for their next call. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
}
