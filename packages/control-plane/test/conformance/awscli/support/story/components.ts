import { MANIFEST } from '../../../../support/bundles.ts';
import { hang, type Step, step, update } from './step.ts';

const templateFile = 'Resources: {Bucket: {Type: "AWS::S3::Bucket"}}\nOutputs: {BucketName: {Value: "the-bucket"}}\n';
export const components: readonly Step[] = [
  step(
    'CreateComponent',
    { name: 'bucket', environmentName: 'prod', manifest: MANIFEST, templateFile },
    { component: { name: 'bucket', deploymentStatus: 'IN_PROGRESS' } },
  ),
  step('GetComponent', { name: 'bucket' }, { component: { deploymentStatus: 'SUCCEEDED', environmentName: 'prod' } }),
  step('ListComponents', { environmentName: 'prod' }, { components: [{ name: 'bucket' }] }),
  step(
    'ListComponentOutputs',
    { componentName: 'bucket' },
    { outputs: [{ key: 'BucketName', valueString: 'the-bucket' }] },
  ),
  step(
    'ListComponentProvisionedResources',
    { componentName: 'bucket' },
    { provisionedResources: [{ name: 'Bucket', provisioningEngine: 'CLOUDFORMATION' }] },
  ),
  step(
    'UpdateComponent',
    { name: 'bucket', ...update, templateFile },
    { component: { deploymentStatus: 'IN_PROGRESS' } },
    { before: hang('component/bucket') },
  ),
  step('CancelComponentDeployment', { componentName: 'bucket' }, { component: { deploymentStatus: 'CANCELLING' } }),
];
