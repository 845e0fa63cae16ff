/**
 * In which form resources of a type show themselves: a text with parts in braces, which `made-up-resources` fills.
 *
 * | part | |
 * |---|---|
 * | `{name}` | the name that the template gives, else one made of stack and logical id, as CloudFormation makes it |
 * | `{low}` | the same in lower case |
 * | `{ref}` | what `Ref` gives |
 * | `{region}`, `{account}`, `{partition}`, `{domain}` | of the stack |
 * | `{hex8}`, `{small10}`, `{BIG13}`, `{digit9}` | so many hexadecimal digits, small letters and digits, the same in capitals, digits |
 * | `{uuid}` | |
 *
 * Sources: the pages "Return values" of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html,
 * for ARNs https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
export interface ResourceForm {
  /** What `Ref` gives; without it, the name. */
  readonly ref?: string;
  /** The ARN behind `arn:<partition>:`; without it, one of service and kind. */
  readonly arn?: string;
  /** The property that gives the name, where the template gives one. */
  readonly named?: string;
  /** How long the name may be. */
  readonly longest?: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The ARN of what a service keeps under a kind and its name. */
const arn = (service: string, kind: string): string => `${service}:{region}:{account}:${kind}/{name}`;
const ec2 = (prefix: string, attributes: Readonly<Record<string, string>> = {}): ResourceForm => ({
  ref: `${prefix}-{hex17}`,
  arn: `ec2:{region}:{account}:${prefix}/{ref}`,
  attributes,
});
const iam = (kind: string, prefix: string, named: string): ResourceForm => ({
  arn: `iam::{account}:${kind}/{name}`,
  named,
  longest: 64,
  attributes: { [named.replace('Name', 'Id')]: `${prefix}{BIG17}` },
});
const restApi = {
  ref: '{small10}',
  arn: 'apigateway:{region}::/restapis/{ref}',
  attributes: { RootResourceId: '{small10}' },
};
const httpApi = {
  ref: '{small10}',
  arn: 'apigateway:{region}::/apis/{ref}',
  attributes: { ApiEndpoint: 'https://{ref}.execute-api.{region}.{domain}' },
};
const lambda = { arn: 'lambda:{region}:{account}:function:{name}', named: 'FunctionName', longest: 64 };
const table = {
  arn: arn('dynamodb', 'table'),
  named: 'TableName',
  attributes: { StreamArn: 'arn:{partition}:dynamodb:{region}:{account}:table/{name}/stream/2026-01-01T00:00:00.000' },
};
const database = (cluster: string): ResourceForm => ({
  ref: '{low}',
  named: cluster === '' ? 'DBInstanceIdentifier' : 'DBClusterIdentifier',
  longest: 63,
  arn: `rds:{region}:{account}:${cluster === '' ? 'db' : 'cluster'}:{low}`,
  attributes: {
    'Endpoint.Address': `{low}.${cluster}{small12}.{region}.rds.{domain}`,
    'ReadEndpoint.Address': '{low}.cluster-ro-{small12}.{region}.rds.{domain}',
    'Endpoint.Port': '5432',
  },
});

export const RESOURCE_FORMS: ReadonlyMap<string, ResourceForm> = new Map<string, ResourceForm>([
  ['AWS::ApiGateway::Deployment', { ref: '{small6}' }],
  ['AWS::ApiGateway::RestApi', restApi],
  ['AWS::ApiGateway::Stage', { ref: '{name}', named: 'StageName' }],
  ['AWS::ApiGatewayV2::Api', httpApi],
  [
    'AWS::AppRunner::Service',
    {
      ref: 'arn:{partition}:apprunner:{region}:{account}:service/{name}/{hex32}',
      named: 'ServiceName',
      longest: 40,
      attributes: { ServiceUrl: '{small10}.{region}.awsapprunner.com', ServiceId: '{hex32}' },
    },
  ],
  [
    'AWS::ApplicationAutoScaling::ScalingPolicy',
    { ref: 'arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:{uuid}' },
  ],
  ['AWS::CertificateManager::Certificate', { ref: 'arn:{partition}:acm:{region}:{account}:certificate/{uuid}' }],
  ['AWS::CloudFormation::Stack', { ref: 'arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}' }],
  [
    'AWS::CloudFront::Distribution',
    {
      ref: 'E{BIG13}',
      arn: 'cloudfront::{account}:distribution/{ref}',
      attributes: { DomainName: 'd{small13}.cloudfront.net' },
    },
  ],
  ['AWS::CloudWatch::Alarm', { arn: 'cloudwatch:{region}:{account}:alarm:{name}', named: 'AlarmName' }],
  ['AWS::CodeBuild::Project', { arn: arn('codebuild', 'project'), named: 'Name' }],
  [
    'AWS::CodeBuild::ReportGroup',
    { ref: 'arn:{partition}:codebuild:{region}:{account}:report-group/{name}', named: 'Name' },
  ],
  [
    'AWS::CodePipeline::Pipeline',
    { arn: 'codepipeline:{region}:{account}:{name}', named: 'Name', longest: 100, attributes: { Version: '1' } },
  ],
  [
    'AWS::Cognito::UserPool',
    {
      ref: '{region}_{BIG9}',
      arn: 'cognito-idp:{region}:{account}:userpool/{ref}',
      attributes: {
        ProviderName: 'cognito-idp.{region}.{domain}/{ref}',
        ProviderURL: 'https://cognito-idp.{region}.{domain}/{ref}',
      },
    },
  ],
  ['AWS::Cognito::UserPoolClient', { ref: '{small26}' }],
  ['AWS::DynamoDB::GlobalTable', table],
  ['AWS::DynamoDB::Table', table],
  ['AWS::EC2::EIP', { ref: '198.51.100.{octet}', attributes: { AllocationId: 'eipalloc-{hex17}', PublicIp: '{ref}' } }],
  [
    'AWS::EC2::Instance',
    ec2('i', {
      PublicIp: '198.51.100.{octet}',
      PrivateIp: '10.0.{octet}.{octet}',
      PublicDnsName: 'ec2-198-51-100-{octet}.{region}.compute.{domain}',
      PrivateDnsName: 'ip-10-0-0-{octet}.{region}.compute.internal',
    }),
  ],
  ['AWS::EC2::InternetGateway', ec2('igw')],
  ['AWS::EC2::LaunchTemplate', ec2('lt', { LatestVersionNumber: '1', DefaultVersionNumber: '1' })],
  ['AWS::EC2::NatGateway', ec2('nat')],
  ['AWS::EC2::NetworkAcl', ec2('acl')],
  ['AWS::EC2::NetworkInterface', ec2('eni')],
  ['AWS::EC2::RouteTable', ec2('rtb')],
  ['AWS::EC2::SecurityGroup', ec2('sg', { GroupId: '{ref}' })],
  ['AWS::EC2::SecurityGroupEgress', { ref: 'sgr-{hex17}' }],
  ['AWS::EC2::SecurityGroupIngress', { ref: 'sgr-{hex17}' }],
  ['AWS::EC2::Subnet', ec2('subnet', { AvailabilityZone: '{region}a' })],
  ['AWS::EC2::SubnetRouteTableAssociation', { ref: 'rtbassoc-{hex17}' }],
  ['AWS::EC2::TransitGateway', ec2('tgw')],
  ['AWS::EC2::VPC', ec2('vpc', { DefaultSecurityGroup: 'sg-{hex17}', DefaultNetworkAcl: 'acl-{hex17}' })],
  ['AWS::EC2::VPCEndpoint', ec2('vpce')],
  ['AWS::EC2::Volume', ec2('vol')],
  [
    'AWS::ECR::Repository',
    {
      ref: '{low}',
      arn: 'ecr:{region}:{account}:repository/{low}',
      named: 'RepositoryName',
      attributes: { RepositoryUri: '{account}.dkr.ecr.{region}.{domain}/{low}' },
    },
  ],
  ['AWS::ECS::Cluster', { arn: arn('ecs', 'cluster'), named: 'ClusterName' }],
  ['AWS::ECS::Service', { ref: 'arn:{partition}:ecs:{region}:{account}:service/{name}', named: 'ServiceName' }],
  [
    'AWS::ECS::TaskDefinition',
    { ref: 'arn:{partition}:ecs:{region}:{account}:task-definition/{name}:1', named: 'Family' },
  ],
  ['AWS::EFS::AccessPoint', { ref: 'fsap-{hex17}', arn: 'elasticfilesystem:{region}:{account}:access-point/{ref}' }],
  ['AWS::EFS::FileSystem', { ref: 'fs-{hex17}', arn: 'elasticfilesystem:{region}:{account}:file-system/{ref}' }],
  [
    'AWS::EKS::Cluster',
    {
      arn: arn('eks', 'cluster'),
      named: 'Name',
      attributes: {
        Endpoint: 'https://{hex32}.gr7.{region}.eks.{domain}',
        OpenIdConnectIssuerUrl: 'https://oidc.eks.{region}.{domain}/id/{hex32}',
      },
    },
  ],
  [
    'AWS::ElasticLoadBalancingV2::Listener',
    { ref: 'arn:{partition}:elasticloadbalancing:{region}:{account}:listener/app/{name}/{hex16}/{hex16}', longest: 32 },
  ],
  [
    'AWS::ElasticLoadBalancingV2::ListenerRule',
    {
      ref: 'arn:{partition}:elasticloadbalancing:{region}:{account}:listener-rule/app/{name}/{hex16}/{hex16}/{hex16}',
      longest: 32,
    },
  ],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    {
      ref: 'arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex16}',
      named: 'Name',
      longest: 32,
      attributes: {
        DNSName: '{name}-{digit9}.{region}.elb.{domain}',
        CanonicalHostedZoneID: 'Z{BIG13}',
        LoadBalancerFullName: 'app/{name}/{hex16}',
      },
    },
  ],
  [
    'AWS::ElasticLoadBalancingV2::TargetGroup',
    {
      ref: 'arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}',
      named: 'Name',
      longest: 32,
      attributes: { TargetGroupFullName: 'targetgroup/{name}/{hex16}' },
    },
  ],
  ['AWS::Events::EventBus', { arn: arn('events', 'event-bus'), named: 'Name' }],
  ['AWS::Events::Rule', { arn: arn('events', 'rule'), named: 'Name', longest: 64 }],
  ['AWS::IAM::AccessKey', { ref: 'AKIA{BIG16}' }],
  ['AWS::IAM::InstanceProfile', { arn: 'iam::{account}:instance-profile/{name}', named: 'InstanceProfileName' }],
  [
    'AWS::IAM::ManagedPolicy',
    {
      ref: 'arn:{partition}:iam::{account}:policy/{name}',
      named: 'ManagedPolicyName',
      attributes: { PolicyId: 'ANPA{BIG17}' },
    },
  ],
  ['AWS::IAM::Role', iam('role', 'AROA', 'RoleName')],
  ['AWS::IAM::User', iam('user', 'AIDA', 'UserName')],
  ['AWS::KMS::Alias', { named: 'AliasName' }],
  ['AWS::KMS::Key', { ref: '{uuid}', arn: 'kms:{region}:{account}:key/{ref}' }],
  ['AWS::Kinesis::Stream', { arn: arn('kinesis', 'stream'), named: 'Name' }],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    { arn: arn('firehose', 'deliverystream'), named: 'DeliveryStreamName', longest: 64 },
  ],
  ['AWS::Lambda::Alias', { ref: 'arn:{partition}:lambda:{region}:{account}:function:{name}' }],
  ['AWS::Lambda::Function', lambda],
  [
    'AWS::Lambda::LayerVersion',
    { ref: 'arn:{partition}:lambda:{region}:{account}:layer:{name}:1', named: 'LayerName' },
  ],
  [
    'AWS::Lambda::Url',
    {
      ref: 'arn:{partition}:lambda:{region}:{account}:function:{name}',
      attributes: { FunctionUrl: 'https://{small32}.lambda-url.{region}.on.aws/' },
    },
  ],
  ['AWS::Lambda::Version', { ref: 'arn:{partition}:lambda:{region}:{account}:function:{name}:1' }],
  ['AWS::Logs::LogGroup', { arn: 'logs:{region}:{account}:log-group:{name}:*', named: 'LogGroupName' }],
  [
    'AWS::OpenSearchService::Domain',
    {
      arn: arn('es', 'domain'),
      named: 'DomainName',
      attributes: { DomainEndpoint: 'search-{low}-{small26}.{region}.es.{domain}' },
    },
  ],
  ['AWS::RDS::DBCluster', database('cluster-')],
  ['AWS::RDS::DBInstance', database('')],
  ['AWS::Route53::HostedZone', { ref: 'Z{BIG20}', arn: 'route53:::hostedzone/{ref}' }],
  [
    'AWS::S3::Bucket',
    {
      ref: '{low}',
      arn: 's3:::{low}',
      named: 'BucketName',
      longest: 63,
      attributes: {
        DomainName: '{low}.s3.{domain}',
        DualStackDomainName: '{low}.s3.dualstack.{region}.{domain}',
        RegionalDomainName: '{low}.s3.{region}.{domain}',
        WebsiteURL: 'http://{low}.s3-website.{region}.{domain}',
      },
    },
  ],
  ['AWS::SNS::Subscription', { ref: 'arn:{partition}:sns:{region}:{account}:{name}:{uuid}' }],
  ['AWS::SNS::Topic', { ref: 'arn:{partition}:sns:{region}:{account}:{name}', named: 'TopicName' }],
  [
    'AWS::SQS::Queue',
    {
      ref: 'https://sqs.{region}.{domain}/{account}/{name}',
      arn: 'sqs:{region}:{account}:{name}',
      named: 'QueueName',
      longest: 80,
    },
  ],
  ['AWS::SSM::Parameter', { arn: arn('ssm', 'parameter'), named: 'Name' }],
  [
    'AWS::SecretsManager::Secret',
    { ref: 'arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{small6}', named: 'Name' },
  ],
  ['AWS::Serverless::Api', restApi],
  ['AWS::Serverless::Function', lambda],
  ['AWS::Serverless::HttpApi', httpApi],
  ['AWS::Serverless::SimpleTable', table],
  [
    'AWS::Serverless::StateMachine',
    { ref: 'arn:{partition}:states:{region}:{account}:stateMachine:{name}', named: 'Name', longest: 80 },
  ],
  [
    'AWS::ServiceDiscovery::PrivateDnsNamespace',
    { ref: 'ns-{small16}', arn: 'servicediscovery:{region}:{account}:namespace/{ref}' },
  ],
  [
    'AWS::ServiceDiscovery::Service',
    { ref: 'srv-{small16}', arn: 'servicediscovery:{region}:{account}:service/{ref}' },
  ],
  [
    'AWS::StepFunctions::StateMachine',
    { ref: 'arn:{partition}:states:{region}:{account}:stateMachine:{name}', named: 'StateMachineName', longest: 80 },
  ],
]);

/**
 * The form of an attribute that no table has, by its name. Attributes are called alike throughout AWS.
 * @returns undefined where the name says nothing
 */
export function formOfAttribute(attribute: string): string | undefined {
  return ATTRIBUTE_FORMS.find(([name]) => name.test(attribute))?.[1];
}

const ATTRIBUTE_FORMS: readonly (readonly [RegExp, string])[] = [
  [/Arns?$/i, '{arn}'],
  [/(?:Url|URL)$/, 'https://{host}/'],
  [/(?:DNS|Domain|Host)Names?$|Address$|Endpoint$|Host$/i, '{host}'],
  [/Uri$/i, '{host}/{low}'],
  [/Port$/i, '443'],
  [/Ip$|IpAddress$/i, '10.0.{octet}.{octet}'],
  [/CidrBlock$|Cidr$/i, '10.0.0.0/16'],
  [/Version(?:Number)?$/i, '1'],
  [/Ids?$/i, '{id}'],
  [/Name$/i, '{name}'],
];
