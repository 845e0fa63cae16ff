import type { Member } from './specs.ts';
import { CONNECTION_ARN } from './stage.ts';

/** Nothing is printed, or answered, at a path. */
export const ABSENT = Symbol('absent');

/** Where an answer is not the printed one. */
interface Deviation {
  readonly example: string;
  /** Names of members, and indexes, from the whole answer on. */
  readonly path: string;
  readonly answered: Member | typeof ABSENT;
  readonly why: string;
}

const [NAMES, PIPELINE_ARN] = [
  'the printed spec is that of other instances or environments than the answer around it',
  'AWS documents two forms of the ARN of a pipeline; the control plane uses the one of the cancel example (A21)',
];

/** Each has a reason; a test holds that each is needed, and that there are no others. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    example: 'cancel-service-instance-deployment',
    path: 'serviceInstance.spec.instances.0.name',
    answered: 'instance-one',
    why: NAMES,
  },
  ...[0, 1].map((index) => ({
    example: 'cancel-service-instance-deployment',
    path: `serviceInstance.spec.instances.${index}.environment`,
    answered: 'simple-env',
    why: NAMES,
  })),
  {
    example: 'create-service',
    path: 'service.branchName',
    answered: 'mainline',
    why: 'it is given, and the answers of the other operations on services print it',
  },
  {
    example: 'create-service',
    path: 'service.repositoryConnectionArn',
    answered: `${CONNECTION_ARN}11111`,
    why: 'the printed one lacks a colon, and so is no ARN',
  },
  {
    example: 'get-service-instance',
    path: 'serviceInstance.spec.instances.0.environment',
    answered: 'simple-env',
    why: NAMES,
  },
  {
    example: 'get-service',
    path: 'service.pipeline.arn',
    answered: 'arn:aws:proton:region-id:123456789012:service/simple-svc/pipeline',
    why: PIPELINE_ARN,
  },
  {
    example: 'list-service-instances',
    path: 'serviceInstances.0.environmentArn',
    answered: ABSENT,
    why: 'the API model has no such member',
  },
  {
    example: 'list-service-instances',
    path: 'serviceInstances.0.environmentName',
    answered: 'simple-env',
    why: 'the API model requires it',
  },
  {
    example: 'update-service-instance',
    path: 'serviceInstance.environmentName',
    answered: 'simple-env',
    why: 'the printed one is an ARN, where the API model has a name',
  },
  {
    example: 'update-service-pipeline',
    path: 'pipeline.arn',
    answered: 'arn:aws:proton:region-id:123456789012:service/simple-svc/pipeline',
    why: PIPELINE_ARN,
  },
];

/** What the API model requires and neither the example nor the control plane answers (A11). */
export const LEFT_OUT: readonly Omit<Deviation, 'answered'>[] = ['create', 'delete', 'update'].map((verb) => ({
  example: `${verb}-service`,
  path: 'service.spec',
  why: 'no spec is printed in the answers to calls that change a service',
}));

/** Where a command line cannot be given as it is printed. */
export const COMMAND_DEVIATIONS = [
  {
    example: 'create-service',
    option: 'repository-connection-arn',
    given: `${CONNECTION_ARN}11111`,
    why: 'the printed one has a word in the place of the account id',
  },
  {
    example: 'update-service-instance',
    option: 'spec',
    given: 'file://service-spec.yaml',
    why: 'the printed one ends with a space, which is part of the name of the file',
  },
] as const;

/** Printed with `environment` and `spec` further in than the `name` before them, which is not YAML. */
export const FILES_PRINTED_WRONG = ['create-service', 'update-service-instance'];

/** Members that came to the API after the examples were written; a newer CLI prints them. */
export const LATER_MEMBERS: readonly string[] = [
  'lastAttemptedDeploymentId',
  'lastClientRequestToken',
  'lastSucceededDeploymentId',
];
