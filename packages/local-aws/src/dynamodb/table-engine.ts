import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import dynalite from 'dynalite';
import { AwsError } from '../endpoint/index.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/** What dynalite looks at of a request, apart from its body. */
type RequestFrame = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** What dynalite answers, as it writes it. */
export interface TableAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

/** Headers that dynalite accepts: it looks whether a request is signed, not whether the signature is right. */
export const signedAsDeployer = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=deployer/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
} as const;

/**
 * dynalite (https://github.com/architect/dynalite) in memory. Its server never listens: requests are handed to it, so that the
 * endpoint stays the only open port. Tables are there at once; DynamoDB takes seconds, which is CloudFormation's business, not
 * the application's.
 */
export class TableEngine {
  readonly #server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  /** Has a request answered whose body was read already. */
  answer({ method, url, headers }: RequestFrame, body: Buffer): Promise<TableAnswer> {
    return new Promise((resolve) => {
      const request = Object.assign(new EventEmitter(), { method, url, headers });
      const written: Record<string, string | number> = {};
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: string | number) => void (written[name] = value),
        end: (text = '') => resolve({ statusCode: response.statusCode, headers: written, body: text }),
      };
      this.#server.emit('request', request, response);
      request.emit('data', body);
      request.emit('end');
    });
  }

  /**
   * Carries out one operation.
   *
   * @param operation such as `PutItem`
   * @throws AwsError what the operation is refused with
   */
  async run(operation: string, input: object): Promise<JsonObject> {
    const headers = { ...signedAsDeployer, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const frame = { method: 'POST', url: '/', headers };
    const { statusCode, body } = await this.answer(frame, Buffer.from(JSON.stringify(input)));
    const output: unknown = JSON.parse(body);
    if (!isJsonObject(output)) throw new TypeError(`dynalite answered ${operation} with what is no JSON object`);
    if (statusCode === 200) return output;
    const { __type: type, message = output['Message'] } = output;
    const [, code = ''] = String(type).split('#');
    throw new AwsError(code, typeof message === 'string' ? message : '', { statusCode });
  }
}
