import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { clientsOf, type ProviderModule } from '../module.ts';
import { createCodePipelineApi } from './api.ts';
import { createCodePipelineProvider } from './provider.ts';

export { codePipelineEvents as eventParser } from './events.ts';
export { referenceOf } from './names.ts';

/** AWS CodePipeline in the account and Region that the runtime's credentials are for. */
export const createProvider: ProviderModule['createProvider'] = (runtime) => {
  const api = createCodePipelineApi(clientsOf(CodePipelineClient, runtime));
  return createCodePipelineProvider(api, {
    ...runtime,
    switches: { cancel: isOn('CANCEL'), approve: isOn('APPROVE'), redeploy: isOn('REDEPLOY') },
  });
};

/** The function has the variable where `bot.yml` has switched the option on, and so the right to it. */
function isOn(option: string): boolean {
  return process.env[`PROTON_BOT_CODE_PIPELINE_${option}`] === 'true';
}
