import { serviceOfArn } from './identity.ts';

/** What rules and schedules deliver to. */
export interface TargetDelivery {
  /**
   * Hands a payload to a queue or, asynchronously, to a function.
   *
   * @throws TargetNotFoundError when nothing has that ARN
   */
  deliver(targetArn: string, payload: string): void;
}

/** A rule or schedule points at something that does not exist in the local cloud. */
class TargetNotFoundError extends Error {
  override readonly name = 'TargetNotFoundError';

  constructor(targetArn: string) {
    super(`No queue or function has the ARN ${targetArn}: check the targets of rules and schedules in the template.`);
  }
}

interface TargetStores {
  readonly queues: { byArn(arn: string): { send(body: string): unknown } | undefined };
  readonly functions: { byArn(arn: string): { invokeAsync(payload: string): void } | undefined };
}

/** Delivery to the queues and functions of one cloud. */
export function createTargetDelivery({ queues, functions }: TargetStores): TargetDelivery {
  return {
    deliver(targetArn, payload) {
      const queue = serviceOfArn(targetArn) === 'sqs' ? queues.byArn(targetArn) : undefined;
      const lambda = serviceOfArn(targetArn) === 'lambda' ? functions.byArn(targetArn) : undefined;
      if (queue !== undefined) queue.send(payload);
      else if (lambda !== undefined) lambda.invokeAsync(payload);
      else throw new TargetNotFoundError(targetArn);
    },
  };
}
