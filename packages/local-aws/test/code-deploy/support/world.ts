import { AwsError } from '../../../src/endpoint/index.ts';
import {
  type CodeDeploySettings,
  createCodeDeploy,
  createSeededRandom,
  type GroupDefinition,
  ManualClock,
} from '../../../src/index.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const nowMs = Date.parse('2026-11-21T10:00:00Z');
export const minuteMs = 60_000;
export const settings = { createdMs: 500, stepMs: 1_000, stopMs: 1_000, rollbackMs: 2_000 };

/** One group on each compute platform. */
export const fleet: GroupDefinition = {
  application: 'shop',
  group: 'fleet',
  platform: 'Server',
  tags: { team: 'shop' },
};
export const lambda: GroupDefinition = {
  application: 'orders',
  group: 'live',
  platform: 'Lambda',
  configuration: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
};
export const ecs: GroupDefinition = {
  application: 'web',
  group: 'blue-green',
  platform: 'ECS',
  readyWaitMinutes: 10,
  terminationWaitMinutes: 5,
  rollsBack: true,
};

/** What deployments may deploy, one of each kind. */
export const revisions = [
  { revisionType: 'S3', s3Location: { bucket: 'releases', key: 'a.zip', bundleType: 'zip', version: '1' } },
  { revisionType: 'GitHub', gitHubLocation: { repository: 'shop/web', commitId: 'abc1234' } },
  { revisionType: 'AppSpecContent', appSpecContent: { content: '{"version":0}' } },
  { revisionType: 'String', string: { content: '{"version":0}' } },
] as const;

type Found = Readonly<Record<string, unknown>>;

/** A CodeDeploy on a clock that stands still, with what it says. */
export function createWorld(more: Partial<CodeDeploySettings> = {}) {
  const clock = new ManualClock(nowMs);
  const told: string[] = [];
  const service = createCodeDeploy({
    clock,
    random: createSeededRandom(4),
    identity,
    settings: { ...settings, ...more },
    emit: ({ detail }) => told.push(`${String(detail['deploymentId'])} ${String(detail['state'])}`),
  });
  for (const group of [fleet, lambda, ecs]) service.define(group);
  const call = (operation: string, input: object = {}): Found => ({ ...service.call(operation, input) });
  return {
    clock,
    told,
    service,
    call,
    start: ({ application, group }: GroupDefinition, options = {}) => service.start(application, group, options),
    info: (deploymentId: string): Found => Object(call('GetDeployment', { deploymentId })['deploymentInfo']),
    /** The deployments of a group by ids, newest first. */
    idsOf: ({ application, group }: GroupDefinition): readonly string[] =>
      Array.from<string>(
        Object(call('ListDeployments', { applicationName: application, deploymentGroupName: group })['deployments']),
      ),
  };
}

/** What is thrown, as a client would see it: the error's type; all of CodeDeploy's are HTTP 400. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError) || error.statusCode !== 400) throw error;
    return error.code;
  }
  return 'accepted';
}
