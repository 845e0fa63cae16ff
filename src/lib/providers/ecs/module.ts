import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { clientsOf, type ProviderModule } from '../module.ts';
import { createEcsApi } from './api.ts';
import { createLabels } from './labels.ts';
import { createLogsApi } from './log-lines.ts';
import { pacedApi } from './paced.ts';
import { createEcsProvider } from './provider.ts';

export { ecsEvents as eventParser } from './events.ts';
export { referenceOf } from './names.ts';

/** Amazon ECS. `AWS_ENDPOINT_URL_ECS` names another address than AWS's, as for every SDK client. */
export const createProvider: ProviderModule['createProvider'] = (runtime) => {
  const api = createEcsApi(clientsOf(ECSClient, runtime));
  const { clock, tagKeys } = runtime;
  return createEcsProvider({
    api,
    listing: pacedApi(api, runtime),
    clock,
    labelsOf: createLabels(api, clock, tagKeys),
    ...(process.env['PROTON_BOT_ECS_LOGS'] === 'true' && {
      logs: { logs: createLogsApi(clientsOf(CloudWatchLogsClient, runtime)), region: runtime.region },
    }),
    // The template sets them where bot.yml has the switch on, beside the right to do it.
    powers: {
      cancel: process.env['PROTON_BOT_ECS_CANCEL'] === 'true',
      approve: process.env['PROTON_BOT_ECS_APPROVE'] === 'true',
      redeploy: process.env['PROTON_BOT_ECS_REDEPLOY'] === 'true',
    },
  });
};
