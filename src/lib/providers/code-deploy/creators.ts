import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Availability } from '../../model/observation.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import { textOf } from './answers.ts';

/** The members of a deployment that show who began it, and what a stop would leave behind. */
export type Begun = Pick<
  DeploymentInfo,
  'creator' | 'externalId' | 'rollbackInfo' | 'computePlatform' | 'deploymentStyle' | 'previousRevision'
>;

/** CodeDeploy's own rollback of another deployment. */
export function isRollback({ creator, rollbackInfo }: Begun): boolean {
  return creator === 'codeDeployRollback' || textOf(rollbackInfo?.rollbackTriggeringDeploymentId) !== '';
}

/**
 * The stack that drives it, where one does: by its creator, or by the stack that its external id names (assumption A63).
 *
 * @returns the stack's name; empty where the answer names none; `undefined` where no stack drives it
 */
export function stackOf({ creator, externalId }: Begun): string | undefined {
  const [, name] =
    /^arn:[^:]+:cloudformation:[^:]*:[^:]*:stack\/([A-Za-z][A-Za-z0-9-]{0,127})(?:\/|$)/.exec(textOf(externalId)) ?? [];
  if (name !== undefined) return name;
  return creator === 'CloudFormation' || creator === 'CloudFormationRollback' ? '' : undefined;
}

/**
 * The stack whose update drives it, as its external id names it (assumption A63).
 *
 * @returns `undefined` where none does, or none is named: then nothing is known that could be cancelled instead
 */
export function drivenBy(deployment: Begun): DeploymentReference | undefined {
  const name = stackOf(deployment);
  const target = textOf(deployment.externalId);
  if (name === undefined || name === '' || deployment.creator === 'CloudFormationRollback') return undefined;
  return { on: 'deployment', provider: 'cloudFormation', kind: 'stack', name, target };
}

/** Amazon EC2 Auto Scaling began it, for an instance that comes or goes. */
export function isOfAutoScaling({ creator }: Pick<Begun, 'creator'>): boolean {
  return creator === 'autoscaling' || creator === 'autoscalingTermination';
}

/**
 * Whether a deployment that is under way may be stopped, by what began it. What another service or CodeDeploy itself drives is left
 * alone: whoever drives it would not know.
 */
export function stopOf(deployment: Begun): Availability {
  const { creator, rollbackInfo } = deployment;
  const stack = stackOf(deployment);
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green-considerations.html
  if (stack !== undefined) return { available: false, reason: whyNotOfStack(stack, creator) };
  if (isRollback(deployment)) {
    const other = textOf(rollbackInfo?.rollbackTriggeringDeploymentId);
    return {
      available: false,
      reason: `it is CodeDeploy's own rollback${other === '' ? '' : ` of ${other}`}: stopping it would leave both revisions half deployed. Deploy a revision that works`,
    };
  }
  if (isOfAutoScaling(deployment)) {
    return {
      available: false,
      reason:
        'Amazon EC2 Auto Scaling began it for an instance of its own, and waits for it: see the Auto Scaling group',
    };
  }
  const question = whyAsk(deployment);
  return { available: true, ...(question === undefined ? {} : { askFirst: question }) };
}

function whyNotOfStack(stack: string, creator: Begun['creator']): string {
  const which = stack === '' ? 'its stack' : `the stack ${stack}`;
  return creator === 'CloudFormationRollback'
    ? `CloudFormation rolls ${which} back with it: see the stack`
    : `CloudFormation drives it: cancel the update of ${which}, which rolls it back`;
}

/** No rule stops it without a person's word. */
function whyAsk({ creator, computePlatform, deploymentStyle, previousRevision }: Begun): string | undefined {
  if (creator !== 'user') {
    return creator === 'CodeDeployAutoUpdate' || creator === 'CodeDeploy'
      ? 'CodeDeploy itself began it, to bring instances up to date'
      : 'CodeDeploy does not say who began it';
  }
  const isInPlace = computePlatform === 'Server' && deploymentStyle?.deploymentType !== 'BLUE_GREEN';
  if (!isInPlace || previousRevision !== undefined) return undefined;
  return 'no revision was deployed before it, so there is nothing to roll back to, and instances may be left half deployed';
}
