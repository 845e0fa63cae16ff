import type { ProviderManifest } from '../../src/lib/providers/module.ts';
import { phaseOf } from './firings.ts';

const resource = 'arn:${AWS::Partition}:kiln:${AWS::Region}:${AWS::AccountId}:kiln/*';
const patience = { KILN_TIMEOUT_MS: '5000' };

/** Kilns, in which pots are fired: a back end as small as one can be. It is what CONTRIBUTING's recipe makes. */
export const manifest: ProviderManifest = {
  name: 'kiln',
  title: 'the pottery',
  module: 'test/tiny-back-end/module.ts',
  kinds: ['kiln'],
  cannot: {
    accept: 'a pottery has no connections to accept',
    reject: 'a pottery has no connections to reject',
  },
  usual: {
    target: 'arn:aws:kiln:eu-west-1:111122223333:kiln/north',
    name: 'north',
    status: 'FIRING',
    environment: '',
    service: '',
    operation: 'update',
    template: '',
    templateVersion: '',
  },
  phaseOf,
  enabledByDefault: false,
  options: {},
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      actions: ['cancel'],
      rights: {
        observe: [{ actions: ['kiln:GetKiln', 'kiln:StopFiring'], resource }],
        discover: [{ actions: ['kiln:ListKilns'], resource: '*' }],
        command: [{ actions: ['kiln:GetKiln', 'kiln:StopFiring'], resource }],
      },
      events: [
        {
          logicalId: 'KilnEvents',
          description: 'What kilns say, to the observer',
          source: 'pottery.kiln',
          to: 'observe',
        },
      ],
      environment: { observe: patience, discover: patience, command: patience },
    },
  ],
};
