import * as fc from 'fast-check';
import { MANIFEST } from '../../support/bundles.ts';
import { callOf, calls } from './step.ts';
import { clientToken, component, createSpec, description, environment, instance, service, tags } from './values.ts';

const files = {
  manifest: fc.constant(MANIFEST),
  templateFile: fc.constant('Resources: { Topic: { Type: "AWS::SNS::Topic" } }'),
};

/** Kept, detached, attached. */
const place = fc.oneof(
  fc.constant({}),
  fc.constant({ serviceName: '', serviceInstanceName: '' }),
  fc.record({ serviceName: service, serviceInstanceName: instance }),
);
const change = fc.record(
  {
    name: component,
    deploymentType: fc.constantFrom('NONE', 'CURRENT_VERSION', 'CURRENT_VERSION'),
    description,
    clientToken,
    templateFile: fc.constant('Resources: { A: { Type: "AWS::SNS::Topic" } }'),
  },
  { requiredKeys: ['name', 'deploymentType'] },
);

export const componentSteps = fc.oneof(
  calls(
    'CreateComponent',
    { name: component, environmentName: environment, ...files },
    { description, clientToken, tags },
  ),
  calls(
    'CreateComponent',
    { name: component, serviceName: service, serviceInstanceName: instance, serviceSpec: createSpec(), ...files },
    { clientToken },
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(place, change).map(([names, rest]) => callOf('UpdateComponent', { ...names, ...rest })),
  },
  calls('CancelComponentDeployment', { componentName: component }),
  calls('DeleteComponent', { name: component }),
);
