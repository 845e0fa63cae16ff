import { AwsError } from '../endpoint/index.ts';

/** Errors of the API model; all of them have HTTP status 400. Their texts are of this project. */
const texts = {
  ApplicationNameRequiredException: 'The minimum number of required application names was not specified.',
  ApplicationDoesNotExistException: 'There is no application of this name in this account and Region.',
  DeploymentGroupNameRequiredException: 'The deployment group name was not specified.',
  DeploymentGroupDoesNotExistException: 'The application has no deployment group of this name.',
  DeploymentConfigDoesNotExistException: 'There is no deployment configuration of this name.',
  DeploymentIdRequiredException: 'At least one deployment id must be specified.',
  DeploymentDoesNotExistException: 'There is no deployment with this id in this account and Region.',
  DeploymentAlreadyCompletedException: 'The deployment is already complete.',
  DeploymentIsNotInReadyStateException: 'The deployment does not have a status of Ready and cannot continue yet.',
  DeploymentLimitExceededException: 'The deployment group already has an active deployment.',
  DeploymentNotStartedException: 'The deployment has not started.',
  DeploymentTargetDoesNotExistException: 'The deployment has no such target.',
  DeploymentTargetIdRequiredException: 'At least one id of a target must be specified.',
  DeploymentTargetListSizeExceededException: 'At most 25 targets can be asked for at once.',
  BatchLimitExceededException: 'At most 25 deployments can be asked for at once.',
  InvalidDeploymentIdException: 'At least one of the deployment ids has not the form of one.',
  InvalidDeploymentStatusException: 'The specified deployment status does not exist or cannot be determined.',
  InvalidDeploymentWaitTypeException: 'The wait type is not one that the deployment has.',
  InvalidTargetFilterNameException: 'The target filter name is invalid.',
  InvalidNextTokenException: 'The next token was specified in an invalid format.',
  InvalidTimeRangeException: 'The specified time range was specified in an invalid format.',
  InvalidArnException: 'The ARN is none of an application or a deployment group that there is.',
  ResourceArnRequiredException: 'The ARN of a resource is required.',
  RevisionRequiredException: 'The revision was not specified.',
  InvalidRevisionException: 'The revision says neither where it is nor its content.',
  InvalidFileExistsBehaviorException: 'The behavior for files that exist already is not one that there is.',
  UnsupportedActionForDeploymentTypeException: 'This action is not supported for this type of deployment.',
} as const;

export type ErrorName = keyof typeof texts;

export function refusal(name: ErrorName): AwsError {
  return new AwsError(name, texts[name]);
}

export function refuse(name: ErrorName): never {
  throw refusal(name);
}
