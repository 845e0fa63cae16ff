import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';
import {
  answerError,
  answerJson,
  createListenerService,
  parseBody,
  readBody,
  type Service,
} from '../endpoint/index.ts';
import { SharedLock } from './shared-lock.ts';
import { TableEngine } from './table-engine.ts';
import { Transactions } from './transactions.ts';

const targetPrefix = 'DynamoDB_20120810';
const contentType = 'application/x-amz-json-1.0';

/** The tables of the local cloud. */
export function createTableService(clock: LocalClock): Service {
  return createListenerService({
    name: 'dynamodb',
    targetPrefix,
    faultErrors: { throttle: ['ProvisionedThroughputExceededException', 400], fail: ['InternalServerError', 500] },
    listener: createTableListener(clock),
  });
}

/** Tables in memory, by themselves: what a server listens with that has nothing else. */
export function createTableListener(clock: LocalClock): RequestListener {
  const engine = new TableEngine();
  const transactions = new Transactions(engine, clock);
  // Nobody reads while a transaction is half done.
  const lock = new SharedLock();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (request.headers['x-amz-target'] === `${targetPrefix}.TransactWriteItems`) {
      const output = await lock.alone(() => transactions.write(parseBody(body)));
      return answerJson(response, 200, output, { 'content-type': contentType });
    }
    const { statusCode, headers, body: text } = await lock.shared(() => engine.answer(request, body));
    response.writeHead(statusCode, headers).end(text);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A function that is killed in the middle of a call takes its connection with it.
      if (request.complete) answerError(response, error, contentType);
      else response.destroy();
    });
  };
}
