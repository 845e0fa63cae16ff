import type { ProviderManifest } from '../module.ts';
import { capability } from './capability.ts';
import { phaseOf } from './states.ts';

/**
 * Every action is on instances in this account and Region, including list and create
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssupplychain.html).
 */
const resource = 'arn:${AWS::Partition}:scn:${AWS::Region}:${AWS::AccountId}:instance/*';

/** Instances of AWS Supply Chain. */
export const manifest: ProviderManifest = {
  name: 'supplyChain',
  title: 'AWS Supply Chain',
  module: 'src/lib/providers/supply-chain/module.ts',
  kinds: ['instance'],
  cannot: {
    cancel: capability('cancel').because,
    rollback: capability('rollback').because,
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
  enabledByDefault: false,
  options: {},
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser', 'createResourceManager', 'resourceForm'],
      rights: {
        observe: [{ actions: ['scn:GetInstance', 'scn:ListInstances'], resource }],
        discover: [{ actions: ['scn:ListInstances'], resource }],
        command: [
          {
            actions: [
              'scn:GetInstance',
              'scn:ListInstances',
              'scn:CreateInstance',
              'scn:UpdateInstance',
              'scn:DeleteInstance',
              // A creation with tags needs it.
              'scn:TagResource',
            ],
            resource,
          },
        ],
      },
      // Its only events are about data integration. There are none about the status of instances, so the bot polls it
      // (https://docs.aws.amazon.com/aws-supply-chain/latest/adminguide/events-detail-reference.html).
      events: [
        {
          logicalId: 'DataIntegrationEvents',
          description: 'Data integration events of AWS Supply Chain, to the notify queue',
          source: 'aws.supplychain',
          detailTypes: ['AWS Supply Chain Data Integration Status Change'],
          to: 'notify',
        },
      ],
    },
  ],
};
