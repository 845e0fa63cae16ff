import { createHash } from 'node:crypto';
import type { Owner } from '../model/arns.ts';
import type { TemplateResource } from './cloudformation-template.ts';

/** How long an identifier may be, by the API model. */
const MAXIMUM_IDENTIFIER = 200;
const MAXIMUM_GENERATED_NAME = 120;

/** Types whose physical id is a short prefix and hexadecimal digits, as EC2 gives it. */
const PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::Instance': 'i',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCEndpoint': 'vpce',
  'AWS::EFS::FileSystem': 'fs',
};
/** Types whose physical id is an ARN. */
const ARNS = new Set([
  'AWS::CodeBuild::ReportGroup',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::StepFunctions::StateMachine',
]);
/** Types whose ARNs do not end in `<kind>/<name>` (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
const ARN_ENDINGS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::Lambda::Function': (name) => `function:${name}`,
  'AWS::Logs::LogGroup': (name) => `log-group:${name}`,
  'AWS::SNS::Topic': (name) => name,
  'AWS::SQS::Queue': (name) => name,
  'AWS::SecretsManager::Secret': (name) => `secret:${name}`,
  'AWS::StepFunctions::StateMachine': (name) => `stateMachine:${name}`,
};
const GLOBAL_SERVICES = new Set(['cloudfront', 'iam', 'route53']);
/** Services whose ARNs are called differently from their types. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  elasticloadbalancingv2: 'elasticloadbalancing',
  opensearchservice: 'es',
  stepfunctions: 'states',
};

/** The stack that resources belong to. */
export interface StackName {
  readonly stackName: string;
  readonly owner: Owner;
}

/**
 * What `Ref` of a resource gives: its physical id. It is made up from stack and logical id, in the form that resources
 * of its type have, so that it stays the same from one deployment to the next.
 */
export function identifierOf(resource: TemplateResource, stack: StackName): string {
  const { logicalId, type } = resource;
  const digest = digestOf(stack, resource);
  const prefix = Object.hasOwn(PREFIXES, type) ? PREFIXES[type] : undefined;
  if (prefix !== undefined) return `${prefix}-${digest.slice(0, 17)}`;
  if (ARNS.has(type)) return arnOfResource(resource, stack);
  const name = `${stack.stackName}-${logicalId}`.slice(0, MAXIMUM_GENERATED_NAME);
  const generated = `${name}-${digest.slice(0, 12).toUpperCase()}`;
  return type === 'AWS::S3::Bucket'
    ? generated
        .toLowerCase()
        .slice(-63)
        .replace(/^[^a-z0-9]+/, '')
    : generated;
}

/** An ARN for a resource: service and kind are those of its type, `AWS::<Service>::<Kind>`, unless it has other ones. */
export function arnOfResource(resource: TemplateResource, stack: StackName): string {
  const [, service = 'cloudformation', kind = 'resource'] = resource.type.split('::').map((part) => part.toLowerCase());
  if (resource.type === 'AWS::S3::Bucket') return `arn:aws:s3:::${identifierOf(resource, stack)}`;
  const region = GLOBAL_SERVICES.has(service) ? '' : stack.owner.region;
  const name = ARNS.has(resource.type)
    ? `${resource.logicalId}-${digestOf(stack, resource).slice(0, 12).toUpperCase()}`
    : identifierOf(resource, stack);
  const ending = Object.hasOwn(ARN_ENDINGS, resource.type) ? ARN_ENDINGS[resource.type]?.(name) : undefined;
  const serviceName = Object.hasOwn(ARN_SERVICES, service) ? ARN_SERVICES[service] : service;
  const arn = `arn:aws:${serviceName}:${region}:${stack.owner.accountId}:${ending ?? `${kind}/${name}`}`;
  return arn.slice(0, MAXIMUM_IDENTIFIER);
}

/** The ARN of the stack itself. */
export function stackIdOf({ stackName, owner }: StackName): string {
  return `arn:aws:cloudformation:${owner.region}:${owner.accountId}:stack/${stackName}`;
}

function digestOf({ stackName, owner }: StackName, { logicalId, type }: TemplateResource): string {
  const text = JSON.stringify([owner.region, owner.accountId, stackName, logicalId, type]);
  return createHash('sha256').update(text).digest('hex');
}
