import { createJsonService, type Service } from '../endpoint/index.ts';
import type { Logs } from './logs.ts';

export { createLogs, type Logs } from './logs.ts';

/** CloudWatch Logs behind the endpoint, by the JSON protocol. */
export function createLogsService(logs: Logs): Service {
  return createJsonService({
    name: 'logs',
    targetPrefix: 'Logs_20140328',
    contentType: 'application/x-amz-json-1.1',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['ServiceUnavailableException', 500] },
    operations: Object.fromEntries(
      logs.operations.map((operation) => [operation, (input) => logs.call(operation, input)]),
    ),
  });
}
