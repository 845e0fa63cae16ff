import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { clientOptions, type ProviderModule } from '../module.ts';
import { createCloudFormationApi } from './api.ts';
import { createCloudFormationProvider } from './provider.ts';
import { cancelVariable, leftAloneVariable, stackSetsVariable } from './variables.ts';

export { cloudFormationEvents as eventParser } from './events.ts';
export { referenceOf } from './references.ts';

/** Stacks of AWS CloudFormation, or of what answers as it does at `AWS_ENDPOINT_URL_CLOUDFORMATION`. */
export const createProvider: ProviderModule['createProvider'] = (runtime) => {
  const { reading, acting } = clientOptions(runtime);
  const clients = { reading: new CloudFormationClient(reading), acting: new CloudFormationClient(acting) };
  return createCloudFormationProvider(createCloudFormationApi(clients), {
    ...runtime,
    canCancel: process.env[cancelVariable] === 'true',
    watchesStackSets: process.env[stackSetsVariable] === 'true',
    leftAlone: namesIn(process.env[leftAloneVariable] ?? ''),
  });
};

function namesIn(list: string): readonly string[] {
  return list.split(',').filter((name) => name !== '');
}
