import { localArn } from '../../identity.ts';
import { generatedName, type ResolvedResource, type ResourceMaker } from '../stack-context.ts';

/** A resource that grants, logs, stores or watches: nothing of it is needed on one machine but its name. */
export const makeWithoutEffect: ResourceMaker = (resource) => ({ ref: resource.logicalId });

/** AWS::IAM::Role: everything is allowed here, so a role is only what others refer to. */
export const makeRole: ResourceMaker = (resource, stack) => {
  const name = textOf(resource, 'RoleName') ?? generatedName(stack, resource);
  return { ref: name, attributes: { Arn: `arn:aws:iam::${stack.identity.accountId}:role/${name}`, RoleId: name } };
};

/** AWS::Lambda::Version: there is only one. */
export const makeVersion: ResourceMaker = (resource) => {
  const ref = `${textOf(resource, 'FunctionName') ?? resource.logicalId}:1`;
  return { ref, attributes: { FunctionArn: ref, Version: '1' } };
};

/** AWS::Logs::LogGroup: lines go to whoever listens to the cloud's log. */
export const makeLogGroup: ResourceMaker = (resource, stack) => {
  const name = textOf(resource, 'LogGroupName') ?? generatedName(stack, resource);
  return { ref: name, attributes: { Arn: localArn(stack.identity, 'logs', `log-group:${name}:*`) } };
};

/** AWS::S3::Bucket: where packaging would have uploaded the zips. */
export const makeBucket: ResourceMaker = (resource, stack) => {
  const name = textOf(resource, 'BucketName') ?? generatedName(stack, resource).toLowerCase();
  return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
};

function textOf({ properties }: ResolvedResource, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' ? value : undefined;
}
