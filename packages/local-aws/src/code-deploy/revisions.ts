import { z } from 'zod';
import { refuse } from './errors.ts';

const text = z.string().nullish();
const content = z.object({ content: text, sha256: text }).nullish();

/** `RevisionLocation` of the API model. */
export const revisionLocation = z.object({
  revisionType: text,
  s3Location: z.object({ bucket: text, key: text, bundleType: text, version: text, eTag: text }).nullish(),
  gitHubLocation: z.object({ repository: text, commitId: text }).nullish(),
  string: content,
  appSpecContent: content,
});

/** A revision as on the wire. What is in it is not looked at. */
export type Revision = z.output<typeof revisionLocation>;

/** A revision in the one bucket that there is here. */
export function releaseOf(name: string): Revision {
  return { revisionType: 'S3', s3Location: { bucket: 'releases', key: `releases/${name}.zip`, bundleType: 'zip' } };
}

/**
 * Checks that a revision is given, and that it says where it is, or its whole content
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RevisionLocation.html).
 *
 * @throws AwsError RevisionRequiredException, InvalidRevisionException
 */
export function readRevision(given: Revision | null | undefined): Revision {
  const revision = given ?? refuse('RevisionRequiredException');
  const { revisionType, s3Location, gitHubLocation, string, appSpecContent } = revision;
  const whole: Readonly<Record<string, boolean>> = {
    S3: Boolean(s3Location?.bucket && s3Location.key && s3Location.bundleType),
    GitHub: Boolean(gitHubLocation?.repository && gitHubLocation.commitId),
    String: Boolean(string?.content),
    AppSpecContent: Boolean(appSpecContent?.content),
  };
  return whole[revisionType ?? ''] === true ? revision : refuse('InvalidRevisionException');
}
