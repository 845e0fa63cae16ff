import { createCloudFormation } from '../../../src/cloudformation/index.ts';
import { AwsError } from '../../../src/endpoint/index.ts';
import type { EventDraft } from '../../../src/event-bridge/index.ts';
import { type CloudFormationSettings, ManualClock } from '../../../src/index.ts';
import { createSeededRandom } from '../../../src/random.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };

/** Two resources, so that there is a first and a last one. */
export const template = JSON.stringify({
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' }, Queue: { Type: 'AWS::SQS::Queue' } },
});

/** One resource, and a stack nested in it. */
export const nestingTemplate = JSON.stringify({
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' }, Network: { Type: 'AWS::CloudFormation::Stack' } },
});

/** Round times, so that a test says what it waits for. */
const settings = { resourceMs: 10_000, slowResourceMs: 60_000, cleanupMs: 5_000, pageSize: 100 };
/** Longer than anything takes that ends by itself. */
export const longMs = 10 * 60_000;

/** A CloudFormation on a clock that stands still. */
export function createWorld(given: Partial<CloudFormationSettings> = {}) {
  const clock = new ManualClock(Date.parse('2026-11-29T10:00:00Z'));
  const events: EventDraft[] = [];
  const cloudFormation = createCloudFormation({
    clock,
    random: createSeededRandom(5),
    identity,
    settings: { ...settings, ...given },
    emit: (event) => events.push(event),
  });
  const call: typeof cloudFormation.call = (operation, input) => cloudFormation.call(operation, input);
  const world = {
    clock,
    cloudFormation,
    call,
    events,
    get: (StackName: string) => {
      const [stack] = call('DescribeStacks', { StackName }).Stacks;
      if (stack === undefined) throw new Error('no stack was shown');
      return stack;
    },
    /** What became of a stack, oldest first. */
    statuses: (StackName: string) =>
      call('DescribeStackEvents', { StackName })
        .StackEvents.filter(({ PhysicalResourceId, StackId }) => PhysicalResourceId === StackId)
        .map(({ ResourceStatus }) => ResourceStatus)
        .reverse(),
    /** A stack that is there. */
    async create(StackName: string, input: object = {}): Promise<string> {
      const { StackId } = call('CreateStack', { StackName, TemplateBody: template, ...input });
      await clock.advance(longMs);
      return StackId;
    },
  };
  return world;
}

/** What is thrown, as a client would see it: error code and HTTP code. */
export function refusalOf(work: () => unknown): { code: string; statusCode: number; message: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, statusCode, message } = error;
    return { code, statusCode, message };
  }
  throw new Error('nothing was refused');
}
