import { ACCOUNT } from '../../../../support/world.ts';
import { network, version } from './names.ts';
import { arn, type Step, step } from './step.ts';

const resourceArn = arn('environment/prod');
export const tags: readonly Step[] = [
  step('TagResource', { resourceArn, tags: [{ key: 'team', value: 'shop' }] }, {}),
  step(
    'ListTagsForResource',
    { resourceArn },
    {
      tags: [
        { key: 'aws:proton:account', value: `arn:aws:iam::${ACCOUNT}:root` },
        { key: 'aws:proton:environment', value: resourceArn },
        { key: 'aws:proton:template', value: arn(`environment-template/${network.templateName}`) },
        { key: 'team', value: 'shop' },
      ],
    },
  ),
  step('UntagResource', { resourceArn, tagKeys: ['team'] }, {}),
];

const DELETING = { deploymentStatus: 'DELETE_IN_PROGRESS' };
export const deletions: readonly Step[] = [
  step('DeleteComponent', { name: 'bucket' }, { component: DELETING }),
  step('DeleteService', { name: 'shop' }, { service: { status: 'DELETE_IN_PROGRESS' } }),
  step('DeleteEnvironment', { name: 'prod' }, { environment: DELETING }),
  step('DeleteServiceTemplateVersion', { templateName: 'web', ...version }, { serviceTemplateVersion: version }),
  step('DeleteServiceTemplate', { name: 'web' }, { serviceTemplate: { name: 'web' } }),
  step('DeleteEnvironmentTemplateVersion', { ...network, ...version }, { environmentTemplateVersion: version }),
  step(
    'DeleteEnvironmentTemplateVersion',
    { ...network, majorVersion: '1', minorVersion: '1' },
    {
      environmentTemplateVersion: { minorVersion: '1' },
    },
  ),
  step('DeleteEnvironmentTemplate', { name: 'network' }, { environmentTemplate: { name: 'network' } }),
];
