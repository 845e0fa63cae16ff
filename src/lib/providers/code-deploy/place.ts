import { parseArn } from '../../model/arn.ts';
import type { Clock } from '../../ports.ts';
import { createCache } from '../cache.ts';
import { asked, IncompleteAnswer, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { type Group, nameOf } from './names.ts';

/**
 * Where a deployment group is: in which account, no list and no deployment says. `thisGroup`: it is asked for in any case, so that a
 * name is known to be one.
 *
 * @throws what CodeDeploy says of a group that is not there; CodeDeployUnavailable, IncompleteAnswer
 */
export type PlaceOf = (
  group: Group,
  which: 'thisGroup' | 'anyGroup',
  mayCall?: () => Promise<void>,
) => Promise<{ readonly account: string; readonly region: string }>;

/**
 * All groups of a scope are in one account: that of the service role, which AWS takes from the same account only
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
 */
export function createPlace(
  api: CodeDeployApi,
  { clock, region }: { readonly clock: Clock; readonly region: string },
): PlaceOf {
  const accounts = createCache<string>({ clock, keptMs: Number.POSITIVE_INFINITY });
  return async (group, which, mayCall) => {
    const account = await accounts.get(which === 'anyGroup' ? 'own' : nameOf(group), async () => {
      await mayCall?.();
      return accountOf(api, group);
    });
    return { account, region };
  };
}

async function accountOf(api: CodeDeployApi, { application, group }: Group): Promise<string> {
  const { deploymentGroupInfo } = await asked('GetDeploymentGroup', () =>
    api.call('GetDeploymentGroup', { applicationName: application, deploymentGroupName: group }),
  );
  const account = parseArn(textOf(deploymentGroupInfo?.serviceRoleArn))?.account ?? '';
  if (account === '') throw new IncompleteAnswer('GetDeploymentGroup', 'serviceRoleArn');
  return account;
}
