import type { DeploymentInfo, RevisionLocation } from '@aws-sdk/client-codedeploy';
import { textOf } from './answers.ts';

/** The members of a deployment that say how its revision is deployed, and that a later one is given again. */
export interface Redeployed
  extends Pick<
    DeploymentInfo,
    'revision' | 'deploymentConfigName' | 'fileExistsBehavior' | 'ignoreApplicationStopFailures'
  > {}

/**
 * Why a revision of an answer cannot be sent again: `CreateDeployment` takes where it is, or its whole content
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RevisionLocation.html).
 *
 * @returns `undefined` where it can
 */
export function whyNotSendable(revision: RevisionLocation | undefined): string | undefined {
  const { s3Location, gitHubLocation, appSpecContent, string } = revision ?? {};
  switch (revision?.revisionType) {
    case 'S3':
      return isGiven(s3Location?.bucket, s3Location?.key) ? undefined : whereIsItNot;
    case 'GitHub':
      return isGiven(gitHubLocation?.repository, gitHubLocation?.commitId) ? undefined : whereIsItNot;
    case 'AppSpecContent':
      return isGiven(appSpecContent?.content) ? undefined : withoutContent;
    case 'String':
      return isGiven(string?.content) ? undefined : withoutContent;
    default:
      return whereIsItNot;
  }
}

const whereIsItNot = 'CodeDeploy does not say where the last revision that succeeded is: deploy a revision that works';
const withoutContent =
  'CodeDeploy does not give back the AppSpec content of the last revision that succeeded: deploy a revision that works';

function isGiven(...texts: readonly unknown[]): boolean {
  return texts.every((text) => textOf(text) !== '');
}

/**
 * Whether deploying the one is deploying the other. An object in S3 whose version is not said is what lies there now
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_S3Location.html).
 */
export function isSameRevision(good: RevisionLocation | undefined, failed: RevisionLocation | undefined): boolean {
  if (good?.revisionType !== failed?.revisionType) return false;
  const [of, than] = [good?.s3Location, failed?.s3Location];
  switch (good?.revisionType) {
    case 'S3':
      return of?.bucket === than?.bucket && of?.key === than?.key && (!of?.version || of.version === than?.version);
    case 'GitHub':
      return (
        good.gitHubLocation?.repository === failed?.gitHubLocation?.repository &&
        good.gitHubLocation?.commitId === failed?.gitHubLocation?.commitId
      );
    case 'AppSpecContent':
      return good.appSpecContent?.content === failed?.appSpecContent?.content;
    default:
      return good?.string?.content === failed?.string?.content;
  }
}
