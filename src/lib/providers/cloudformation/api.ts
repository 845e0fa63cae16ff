import {
  CancelUpdateStackCommand,
  type CancelUpdateStackCommandInput,
  type CancelUpdateStackCommandOutput,
  type CloudFormationClient,
  DescribeStackEventsCommand,
  type DescribeStackEventsCommandInput,
  type DescribeStackEventsCommandOutput,
  DescribeStacksCommand,
  type DescribeStacksCommandInput,
  type DescribeStacksCommandOutput,
  ListStacksCommand,
  type ListStacksCommandInput,
  type ListStacksCommandOutput,
} from '@aws-sdk/client-cloudformation';

/** The operations of CloudFormation that the bot calls, and no others. */
export interface CloudFormationOperations {
  CancelUpdateStack: { input: CancelUpdateStackCommandInput; output: CancelUpdateStackCommandOutput };
  DescribeStackEvents: { input: DescribeStackEventsCommandInput; output: DescribeStackEventsCommandOutput };
  DescribeStacks: { input: DescribeStacksCommandInput; output: DescribeStacksCommandOutput };
  ListStacks: { input: ListStacksCommandInput; output: ListStacksCommandOutput };
}

export type CloudFormationOperation = keyof CloudFormationOperations;

/** The provider's one seam to the outside: on AWS and in the local cloud a client, in the simulation the service itself. */
export interface CloudFormationApi {
  call<Name extends CloudFormationOperation>(
    operation: Name,
    input: CloudFormationOperations[Name]['input'],
  ): Promise<CloudFormationOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in CloudFormationOperation]: (
    client: CloudFormationClient,
    input: CloudFormationOperations[Name]['input'],
  ) => Promise<CloudFormationOperations[Name]['output']>;
};

const senders: Senders = {
  CancelUpdateStack: (client, input) => client.send(new CancelUpdateStackCommand(input)),
  DescribeStackEvents: (client, input) => client.send(new DescribeStackEventsCommand(input)),
  DescribeStacks: (client, input) => client.send(new DescribeStacksCommand(input)),
  ListStacks: (client, input) => client.send(new ListStacksCommand(input)),
};

/** Names of all operations the bot calls: the functions' IAM policies need `cloudformation:` and each of these. */
export const cloudFormationOperations: readonly string[] = Object.keys(senders);

/**
 * The API over clients.
 *
 * @param clients - `acting` makes the one call that changes something; it must make a single attempt (`maxAttempts: 1`), because
 *   whether to ask again is decided after a look at the truth
 */
export function createCloudFormationApi(clients: {
  readonly reading: CloudFormationClient;
  readonly acting: CloudFormationClient;
}): CloudFormationApi {
  return {
    call(operation, input) {
      const send: Senders[typeof operation] = senders[operation];
      return send(operation === 'CancelUpdateStack' ? clients.acting : clients.reading, input);
    },
  };
}
