import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { CodeDeployClient, ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListServicesCommand, ProtonClient } from '@aws-sdk/client-proton';
import { errorName } from '../lib/model/errors.ts';

/** What was found of one back end; `error` where it could not be read. */
export interface BackEndFinding {
  readonly provider: string;
  /** In words, such as `3 clusters`; it may end with "or more". */
  readonly what: string;
  readonly isUsed: boolean;
  readonly error?: string;
}

/** What an account and Region use, as far as a few calls show it. */
export interface AccountFindings {
  readonly backEnds: readonly BackEndFinding[];
  /** How many stacks have each tag key. */
  readonly tagKeys: ReadonlyMap<string, number>;
  /** Stacks that AWS Proton made. They stay when Proton goes. */
  readonly protonStacks: readonly string[];
}

/** More stacks say nothing new. */
const mostStacks = 500;
const clientSettings = { maxAttempts: 2 };

/**
 * Looks at what the account uses, with reading calls only. What is denied or not there is a finding, not a failure.
 *
 * @param region - the SDK's own setting if absent
 */
export async function lookAtAccount(region: string | undefined): Promise<AccountFindings> {
  const settings = { ...clientSettings, ...(region === undefined ? {} : { region }) };
  const stacks = await stacksOf(new CloudFormationClient(settings));
  const [ecs, codePipeline, codeDeploy, proton] = await Promise.all([
    finding('ecs', 'cluster', async () => {
      const { clusterArns } = await new ECSClient(settings).send(new ListClustersCommand({}));
      return clusterArns?.length ?? 0;
    }),
    finding('codePipeline', 'pipeline', async () => {
      const { pipelines } = await new CodePipelineClient(settings).send(new ListPipelinesCommand({}));
      return pipelines?.length ?? 0;
    }),
    finding('codeDeploy', 'deployment', async () => {
      const { deployments } = await new CodeDeployClient(settings).send(new ListDeploymentsCommand({}));
      return deployments?.length ?? 0;
    }),
    finding('proton', 'service', async () => {
      const { services } = await new ProtonClient(settings).send(new ListServicesCommand({}));
      return services?.length ?? 0;
    }),
  ]);
  const own = stacks.stacks.map(({ StackName = '' }) => StackName);
  return {
    backEnds: [stacks.finding, ecs, codePipeline, codeDeploy, proton],
    tagKeys: countTags(stacks.stacks),
    protonStacks: own.filter((name) => name.startsWith('AWSProton-')),
  };
}

async function stacksOf(client: CloudFormationClient) {
  const stacks: Stack[] = [];
  const found = await finding('cloudFormation', 'stack', async () => {
    let token: string | undefined;
    do {
      const page = await client.send(new DescribeStacksCommand(token === undefined ? {} : { NextToken: token }));
      stacks.push(...(page.Stacks ?? []));
      token = page.NextToken;
    } while (token !== undefined && stacks.length < mostStacks);
    return stacks.length;
  });
  return { stacks, finding: found };
}

async function finding(provider: string, noun: string, count: () => Promise<number>): Promise<BackEndFinding> {
  try {
    const number = await count();
    return { provider, what: `${number} ${noun}${number === 1 ? '' : 's'}`, isUsed: number > 0 };
  } catch (error) {
    return { provider, what: 'could not be read', isUsed: false, error: reasonOf(error) };
  }
}

/** Only the error's name or code: the SDK's own messages can contain endpoints and key ids. */
function reasonOf(error: unknown): string {
  const { code }: { code?: unknown } = Object(error);
  return typeof code === 'string' ? code : errorName(error);
}

function countTags(stacks: readonly Stack[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { Tags = [] } of stacks) {
    for (const { Key = '' } of Tags) counts.set(Key, (counts.get(Key) ?? 0) + 1);
  }
  return counts;
}
