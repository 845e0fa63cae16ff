import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { numberOf } from './answers.ts';
import type { Traffic } from './traffic.ts';
import { describeWait, type Wait } from './waits.ts';

/** More of the traffic than there is: a step that has ended counts for more than any share of it. */
const mostPercent = 101;

/**
 * How far a deployment has come, as one number: instances that are done, or steps that have ended and the share of the traffic. It
 * is the same whether they succeeded or failed: either moves it on.
 */
export function progressOf({ deploymentOverview }: DeploymentInfo, traffic: Traffic | undefined): number {
  if (traffic !== undefined) {
    const ended = traffic.events.filter(({ status }) => status !== 'Pending' && status !== 'InProgress').length;
    const begun = traffic.events.filter(({ status }) => status === 'InProgress').length;
    return (2 * ended + begun) * mostPercent + Math.round(traffic.percent);
  }
  const { Succeeded, Failed, Skipped, Ready, InProgress } = deploymentOverview ?? {};
  const done = [Succeeded, Failed, Skipped].reduce<number>((sum, count) => sum + numberOf(count), 0);
  return 3 * done + 2 * numberOf(Ready) + numberOf(InProgress);
}

/** The same for people: `3 of 10 instances done, 1 failed`, or `AllowTraffic runs; 10 % of the traffic`. */
export function progressText(deployment: DeploymentInfo, traffic: Traffic | undefined, wait: Wait | undefined): string {
  const parts = [instancesText(deployment), traffic === undefined ? '' : trafficText(traffic)];
  return [...parts, wait === undefined ? '' : describeWait(wait)].filter((part) => part !== '').join('; ');
}

function instancesText({ deploymentOverview }: DeploymentInfo): string {
  const { Pending, InProgress, Succeeded, Failed, Skipped, Ready } = deploymentOverview ?? {};
  const [done, failed] = [numberOf(Succeeded) + numberOf(Skipped), numberOf(Failed)];
  const total = done + failed + numberOf(Pending) + numberOf(InProgress) + numberOf(Ready);
  if (total === 0) return '';
  return `${done} of ${total} instances done${failed === 0 ? '' : `, ${failed} failed`}`;
}

function trafficText({ events, percent }: Traffic): string {
  const running = events.filter(({ status }) => status === 'InProgress').map(({ name }) => `${name} runs`);
  return [...running, `${Math.round(percent)} % of the traffic`].join('; ');
}
