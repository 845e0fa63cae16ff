import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { clientsOf, type ProviderModule } from '../module.ts';
import { createCodeDeployApi } from './api.ts';
import { createCodeDeployProvider } from './provider.ts';

export { codeDeployEvents as eventParser } from './events.ts';
export { referenceOf } from './names.ts';

/** AWS CodeDeploy in the account and Region that the runtime's credentials are for. */
export const createProvider: ProviderModule['createProvider'] = (runtime) => {
  const api = createCodeDeployApi(clientsOf(CodeDeployClient, runtime));
  return createCodeDeployProvider(api, {
    ...runtime,
    switches: { cancel: isOn('CANCEL'), approve: isOn('APPROVE'), redeploy: isOn('REDEPLOY') },
  });
};

/** The function has the variable where `bot.yml` has switched the option on, and so the right to it. */
function isOn(option: string): boolean {
  return process.env[`PROTON_BOT_CODE_DEPLOY_${option}`] === 'true';
}
