import type { ProviderTraits } from '../model/provider-traits.ts';
import { phaseOf } from './proton/phases.ts';
import { capability } from './supply-chain/capability.ts';

/** Every back end that the bot knows, whether it is enabled or not. The checks of configuration files hold them against it. */
export const providerCatalogue: readonly ProviderTraits[] = [
  {
    name: 'proton',
    kinds: ['environment', 'serviceInstance', 'servicePipeline', 'component'],
    cannot: {},
    usual: {},
    phaseOf,
  },
  {
    name: 'supplyChain',
    kinds: ['instance'],
    cannot: {
      cancel: capability('cancel').because,
      accept: capability('accept').because,
      reject: capability('reject').because,
    },
    usual: {
      target: 'arn:aws:scn:eu-west-1:111122223333:instance/00000000-0000-4000-8000-000000000000',
      name: 'factory',
      environment: '',
      service: '',
      operation: 'create',
      id: '',
      template: '',
      templateVersion: '',
    },
    phaseOf,
  },
];
