import * as fc from 'fast-check';
import { REPOSITORY } from '../../support/world.ts';
import { calls } from './step.ts';
import {
  clientToken,
  createSpec,
  description,
  instance,
  major,
  service,
  serviceTemplate,
  tags,
  updateSpec,
  updateType,
} from './values.ts';

const template = { templateName: serviceTemplate, templateMajorVersion: major };
const often = 4;

export const serviceSteps = fc.oneof(
  calls(
    'CreateService',
    {
      name: service,
      ...template,
      spec: createSpec('main'),
      repositoryConnectionArn: fc.constant(REPOSITORY.repositoryConnectionArn),
      repositoryId: fc.constant(REPOSITORY.repositoryId),
      branchName: fc.constant(REPOSITORY.branchName),
    },
    { description, tags },
  ),
  calls('CreateService', { name: service, ...template, spec: createSpec() }, { description, tags }),
  { weight: often, arbitrary: calls('UpdateService', { name: service, spec: updateSpec }, { description }) },
  calls('UpdateService', { name: service }, { description }),
  calls('DeleteService', { name: service }),
  {
    weight: 2,
    arbitrary: calls(
      'CreateServiceInstance',
      { serviceName: service, name: instance, spec: fc.oneof(createSpec('main'), createSpec(), updateSpec) },
      { clientToken, tags },
    ),
  },
  {
    weight: often,
    arbitrary: calls(
      'UpdateServiceInstance',
      { serviceName: service, name: instance, deploymentType: updateType },
      { clientToken, spec: updateSpec },
    ),
  },
  {
    weight: often,
    arbitrary: calls('CancelServiceInstanceDeployment', { serviceName: service, serviceInstanceName: instance }),
  },
  calls(
    'CancelServiceInstanceDeployment',
    { serviceName: service, serviceInstanceName: instance },
    {},
    { expectsOther: true },
  ),
  {
    weight: 2,
    arbitrary: calls('UpdateServicePipeline', {
      serviceName: service,
      deploymentType: updateType,
      spec: updateSpec,
    }),
  },
  { weight: 2, arbitrary: calls('CancelServicePipelineDeployment', { serviceName: service }) },
);
