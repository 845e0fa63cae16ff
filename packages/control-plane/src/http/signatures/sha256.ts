import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

/** SHA-256 and, with a secret, HMAC-SHA-256 in the form that `@smithy/signature-v4` asks for. */
export class Sha256 {
  readonly #secret: Sha256Data | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Sha256Data) {
    this.#secret = secret;
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.#secret));
  }
}

type Sha256Data = string | ArrayBuffer | ArrayBufferView;

function bytesOf(data: Sha256Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
