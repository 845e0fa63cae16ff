import { describe, expect, test } from '@jest/globals';
import { simulateStack } from '../../src/provisioning/index.ts';

const OWNER = { region: 'eu-central-1', accountId: '111122223333' };
const STACK = 'AWSProton-shop-cloudformation--ABCDEFGHIJKLMNO';

/** What an output comes to that shows something of a resource "It". */
function shown(type: string, value: string, { region = OWNER.region, properties = '{}' } = {}): string | undefined {
  const template = `Resources:\n  It: {Type: "${type}", Properties: ${properties}}\nOutputs:\n  O: {Value: ${value}}\n`;
  return simulateStack(template, STACK, { ...OWNER, region }).outputs[0]?.valueString;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html, "Return values" */
describe('what is made up has the form of what it stands for', () => {
  test.each([
    ['AWS::EC2::VPC', '!Ref It', /^vpc-[0-9a-f]{17}$/],
    ['AWS::EC2::VPC', '!GetAtt It.VpcId', /^vpc-[0-9a-f]{17}$/],
    ['AWS::EC2::VPC', '!GetAtt It.DefaultSecurityGroup', /^sg-[0-9a-f]{17}$/],
    ['AWS::EC2::VPC', '!GetAtt It.CidrBlock', /^10\.0\.0\.0\/16$/],
    ['AWS::EC2::EIP', '!Ref It', /^\d+\.\d+\.\d+\.\d+$/],
    ['AWS::S3::Bucket', '!Ref It', /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/],
    ['AWS::S3::Bucket', '!GetAtt It.Arn', /^arn:aws:s3:::[a-z0-9-]{3,63}$/],
    ['AWS::S3::Bucket', '!GetAtt It.RegionalDomainName', /^[a-z0-9-]{3,63}\.s3\.eu-central-1\.amazonaws\.com$/],
    ['AWS::S3::Bucket', '!GetAtt It.WebsiteURL', /^http:\/\/[a-z0-9-]{3,63}\.s3-website\./],
    ['AWS::SQS::Queue', '!Ref It', /^https:\/\/sqs\.eu-central-1\.amazonaws\.com\/111122223333\/[\w-]{1,80}$/],
    ['AWS::SQS::Queue', '!GetAtt It.Arn', /^arn:aws:sqs:eu-central-1:111122223333:[\w-]{1,80}$/],
    ['AWS::SQS::Queue', '!GetAtt It.QueueName', /^[\w-]{1,80}$/],
    ['AWS::SNS::Topic', '!Ref It', /^arn:aws:sns:eu-central-1:111122223333:[\w-]+$/],
    ['AWS::SNS::Topic', '!GetAtt It.TopicName', /^AWSProton-shop[\w-]+$/],
    ['AWS::IAM::Role', '!Ref It', /^[\w-]{1,64}$/],
    ['AWS::IAM::Role', '!GetAtt It.Arn', /^arn:aws:iam::111122223333:role\/[\w-]{1,64}$/],
    ['AWS::IAM::Role', '!GetAtt It.RoleId', /^AROA[0-9A-Z]{17}$/],
    ['AWS::IAM::ManagedPolicy', '!Ref It', /^arn:aws:iam::111122223333:policy\/[\w-]+$/],
    ['AWS::KMS::Key', '!Ref It', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/],
    ['AWS::KMS::Key', '!GetAtt It.Arn', /^arn:aws:kms:eu-central-1:111122223333:key\/[0-9a-f-]{36}$/],
    ['AWS::Lambda::Function', '!GetAtt It.Arn', /^arn:aws:lambda:eu-central-1:111122223333:function:[\w-]{1,64}$/],
    ['AWS::Lambda::Url', '!GetAtt It.FunctionUrl', /^https:\/\/[a-z0-9]{32}\.lambda-url\.eu-central-1\.on\.aws\/$/],
    ['AWS::Serverless::HttpApi', '!Ref It', /^[a-z0-9]{10}$/],
    [
      'AWS::ApiGatewayV2::Api',
      '!GetAtt It.ApiEndpoint',
      /^https:\/\/[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/,
    ],
    [
      'AWS::DynamoDB::Table',
      '!GetAtt It.StreamArn',
      /^arn:aws:dynamodb:eu-central-1:111122223333:table\/[\w-]+\/stream\//,
    ],
    [
      'AWS::ECR::Repository',
      '!GetAtt It.RepositoryUri',
      /^111122223333\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/[a-z0-9-]+$/,
    ],
    ['AWS::ECS::Service', '!Ref It', /^arn:aws:ecs:eu-central-1:111122223333:service\//],
    ['AWS::ECS::TaskDefinition', '!Ref It', /^arn:aws:ecs:eu-central-1:111122223333:task-definition\/[\w-]+:1$/],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      '!GetAtt It.DNSName',
      /^[\w-]{1,32}-\d{9}\.eu-central-1\.elb\.amazonaws\.com$/,
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      '!Sub "http://${It.DNSName}"',
      /^http:\/\/[\w-]+-\d{9}\.eu-central-1\.elb\./,
    ],
    [
      'AWS::RDS::DBInstance',
      '!GetAtt It.Endpoint.Address',
      /^[a-z0-9-]+\.[a-z0-9]{12}\.eu-central-1\.rds\.amazonaws\.com$/,
    ],
    ['AWS::RDS::DBInstance', '!GetAtt It.Endpoint.Port', /^5432$/],
    ['AWS::CloudFront::Distribution', '!GetAtt It.DomainName', /^d[a-z0-9]{13}\.cloudfront\.net$/],
    ['AWS::Route53::HostedZone', '!Ref It', /^Z[0-9A-Z]{20}$/],
    ['AWS::Cognito::UserPool', '!Ref It', /^eu-central-1_[0-9A-Z]{9}$/],
    ['AWS::StepFunctions::StateMachine', '!GetAtt It.Arn', /^arn:aws:states:eu-central-1:111122223333:stateMachine:/],
    // Types that no table has: by the names of their attributes.
    ['AWS::Sample::Widget', '!GetAtt It.WidgetArn', /^arn:aws:sample:eu-central-1:111122223333:widget\/[\w-]+$/],
    ['AWS::Sample::Widget', '!GetAtt It.ServiceUrl', /^https:\/\/[a-z0-9.-]+\.amazonaws\.com\/$/],
    ['AWS::Sample::Widget', '!GetAtt It.Primary.Endpoint', /^[a-z0-9.-]+\.eu-central-1\.amazonaws\.com$/],
    [
      'AWS::CloudFormation::Stack',
      '!GetAtt It.Outputs.TopicArn',
      /^arn:aws:cloudformation:eu-central-1:111122223333:stack\//,
    ],
    [
      'AWS::Sample::Widget',
      '!Ref AWS::StackId',
      /^arn:aws:cloudformation:eu-central-1:111122223333:stack\/AWSProton-shop[\w-]*\/[0-9a-f-]{36}$/,
    ],
  ])('%s: %s', (type, value, form) => {
    expect(shown(type, value)).toMatch(form);
  });

  test('a name that the template gives is kept, and where it is part of something else, too', () => {
    expect(shown('AWS::S3::Bucket', '!Ref It', { properties: '{BucketName: !Sub "files-${AWS::AccountId}"}' })).toBe(
      'files-111122223333',
    );
    expect(shown('AWS::SQS::Queue', '!GetAtt It.Arn', { properties: '{QueueName: orders}' })).toBe(
      'arn:aws:sqs:eu-central-1:111122223333:orders',
    );
    expect(shown('AWS::EC2::VPC', '!GetAtt It.CidrBlock', { properties: '{CidrBlock: 10.9.0.0/16}' })).toBe(
      '10.9.0.0/16',
    );
  });

  test.each([
    ['us-gov-west-1', /^arn:aws-us-gov:sqs:us-gov-west-1:/, /^https:\/\/sqs\.us-gov-west-1\.amazonaws\.com\//],
    ['cn-north-1', /^arn:aws-cn:sqs:cn-north-1:/, /^https:\/\/sqs\.cn-north-1\.amazonaws\.com\.cn\//],
    ['eusc-de-east-1', /^arn:aws-eusc:sqs:eusc-de-east-1:/, /^https:\/\/sqs\.eusc-de-east-1\.amazonaws\.eu\//],
  ])('in the partition of %s', (region, arn, url) => {
    expect(shown('AWS::SQS::Queue', '!GetAtt It.Arn', { region })).toMatch(arn);
    expect(shown('AWS::SQS::Queue', '!Ref It', { region })).toMatch(url);
    expect(shown('AWS::SQS::Queue', '!Sub "arn:${AWS::Partition}:sqs:x"', { region })).toMatch(/^arn:aws-(?!x)/);
  });
});
