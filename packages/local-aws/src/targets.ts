import { serviceOfArn } from './identity.ts';

/** What rules and schedules deliver to. */
export interface TargetDelivery {
  /**
   * Hands a payload to a queue, to a topic or, asynchronously, to a function.
   *
   * @throws TargetNotFoundError when nothing has that ARN
   */
  deliver(targetArn: string, payload: string): void;
}

/** A rule or schedule points at something that does not exist in the local cloud. */
class TargetNotFoundError extends Error {
  override readonly name = 'TargetNotFoundError';

  constructor(targetArn: string) {
    super(
      `No queue, topic or function has the ARN ${targetArn}: check the targets of rules and schedules in the template.`,
    );
  }
}

interface TargetStores {
  readonly queues: { byArn(arn: string): { send(body: string): unknown } | undefined };
  readonly functions: { byArn(arn: string): { invokeAsync(payload: string): void } | undefined };
  readonly topics: { has(arn: string): boolean; publish(arn: string, message: string): void };
}

/** Delivery to the queues, functions and topics of one cloud. */
export function createTargetDelivery({ queues, functions, topics }: TargetStores): TargetDelivery {
  return {
    deliver(targetArn, payload) {
      const queue = serviceOfArn(targetArn) === 'sqs' ? queues.byArn(targetArn) : undefined;
      const lambda = serviceOfArn(targetArn) === 'lambda' ? functions.byArn(targetArn) : undefined;
      if (queue !== undefined) queue.send(payload);
      else if (lambda !== undefined) lambda.invokeAsync(payload);
      else if (topics.has(targetArn)) topics.publish(targetArn, payload);
      else throw new TargetNotFoundError(targetArn);
    },
  };
}
