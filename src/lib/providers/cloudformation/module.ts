import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { clientsOf, type ProviderModule } from '../module.ts';
import { createCloudFormationApi } from './api.ts';
import { createCloudFormationProvider } from './provider.ts';
import { cancelVariable, leftAloneVariable, stackSetsVariable } from './variables.ts';

export { cloudFormationEvents as eventParser } from './events.ts';
export { referenceOf } from './references.ts';

/** Stacks of AWS CloudFormation, or of what answers as it does at `AWS_ENDPOINT_URL_CLOUDFORMATION`. */
export const createProvider: ProviderModule['createProvider'] = (runtime) => {
  return createCloudFormationProvider(createCloudFormationApi(clientsOf(CloudFormationClient, runtime)), {
    ...runtime,
    canCancel: process.env[cancelVariable] === 'true',
    watchesStackSets: process.env[stackSetsVariable] === 'true',
    leftAlone: namesIn(process.env[leftAloneVariable] ?? ''),
  });
};

function namesIn(list: string): readonly string[] {
  return list.split(',').filter((name) => name !== '');
}
