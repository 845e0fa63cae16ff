import type { Resource } from '../../model/resource-operation.ts';
import type { Instance } from './client/index.ts';
import { checkWebAppDnsDomain } from './input-members.ts';
import { instanceArn, isInstanceId } from './names.ts';

/**
 * An instance as it is shown to people.
 *
 * @param region - the Region of the call: an instance does not have its own
 */
export function resourceOf(instance: Instance, region: string): Resource {
  const { instanceId: id = '', instanceName, instanceDescription, state, errorMessage, createdTime } = instance;
  const account = instance.awsAccountId ?? '';
  const createdAtMs = createdTime?.getTime() ?? Number.NaN;
  return {
    name: instanceName || id,
    id,
    target: isInstanceId(id) && account !== '' ? instanceArn({ region, account, instanceId: id }) : '',
    account,
    region,
    state: state ?? '',
    description: instanceDescription ?? '',
    statusMessage: errorMessage ?? '',
    createdAtMs: Number.isNaN(createdAtMs) ? 0 : createdAtMs,
    link: linkTo(instance),
  };
}

/**
 * Where the instance's web application is
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_CreateInstance.html); empty if its domain is not known.
 */
function linkTo({ webAppDnsDomain = '' }: Instance): string {
  const isDomain = webAppDnsDomain !== '' && 'value' in checkWebAppDnsDomain(webAppDnsDomain);
  return isDomain ? `https://${webAppDnsDomain}.scn.global.on.aws` : '';
}
