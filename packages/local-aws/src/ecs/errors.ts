import { AwsError } from '../endpoint/index.ts';

/**
 * The errors that the API model declares; all of them have HTTP status 400, but for the server's own
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html). Their texts are of this project.
 */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function clientException(message: string): AwsError {
  return new AwsError('ClientException', message);
}

export function clusterNotFound(cluster: string): AwsError {
  return new AwsError('ClusterNotFoundException', `There is no cluster ${cluster} in this account and Region.`);
}

export function serviceNotFound(service: string): AwsError {
  return new AwsError('ServiceNotFoundException', `There is no service ${service} in this cluster.`);
}

export function serviceNotActive(service: string): AwsError {
  return new AwsError('ServiceNotActiveException', `The service ${service} was deleted.`);
}

export function deploymentNotFound(arn: string): AwsError {
  return new AwsError('ServiceDeploymentNotFoundException', `There is no service deployment ${arn}.`);
}

export function daemonNotFound(arn: string): AwsError {
  return new AwsError('DaemonNotFoundException', `There is no daemon ${arn}.`);
}

/** What a stop of a deployment that has ended is answered with is not documented (assumption E3). */
export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message);
}

/** Deployments of services that CodeDeploy or others deploy are not listed here. */
export function unsupportedFeature(message: string): AwsError {
  return new AwsError('UnsupportedFeatureException', message);
}

export function clusterContainsServices(cluster: string): AwsError {
  return new AwsError('ClusterContainsServicesException', `The cluster ${cluster} has services; delete them first.`);
}
