import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NotCloudFormationError, simulateStack } from '../../src/provisioning/index.ts';
import { anyText } from '../support/any-text.ts';
import { runs } from '../support/properties.ts';

const OWNER = { region: 'eu-central-1', accountId: '111122223333' };
const stackOf = (text: string) => simulateStack(text, 'AWSProton-shop', OWNER);
const namesIn = (text: string): string[] => stackOf(text).resources.map(({ name }) => name);

const RESOURCES = `Parameters:
  Cidr: {Type: String, Default: 10.0.0.0/16}
  Asked: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Path: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a/path}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/service/ami}
Resources:
  Vpc: {Type: AWS::EC2::VPC}
  Files: {Type: AWS::S3::Bucket}
  Alarms: {Type: AWS::SNS::Topic}
  Handler: {Type: AWS::Lambda::Function}
  Role: {Type: AWS::IAM::Role}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
`;
const CONDITIONS = `Mappings:
  Sizes: {small: {cpu: 256, zones: [a, b]}}
Conditions:
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
  Both: !And [!Condition Always, !Condition Never]
  Either: !Or [!Condition Both, !Equals [!Ref "AWS::Region", eu-central-1]]
`;
/** The stack of a text, if it is a template. */
function stackIn(text: string): ReturnType<typeof stackOf> | undefined {
  try {
    return stackOf(text);
  } catch (error) {
    if (error instanceof NotCloudFormationError) return undefined;
    throw error;
  }
}
/** The text that a value of an output comes to. */
function valueOf(value: string): string | undefined {
  const { outputs } = stackOf(`${CONDITIONS}${RESOURCES}Outputs:\n  Answer:\n    Value: ${value}\n`);
  return outputs.find(({ key }) => key === 'Answer')?.valueString;
}

describe('the resources of a stack', () => {
  test('have their logical ids, and identifiers of the form their types have', () => {
    expect(stackOf(RESOURCES).resources.map(({ name, identifier }) => [name, identifier])).toEqual([
      ['Vpc', expect.stringMatching(/^vpc-[0-9a-f]{17}$/)],
      ['Files', expect.stringMatching(/^awsproton-shop-files-[0-9a-z]{12}$/)],
      ['Alarms', expect.stringMatching(/^arn:aws:sns:eu-central-1:111122223333:AWSProton-shop-Alarms-[0-9A-Z]{12}$/)],
      ['Handler', expect.stringMatching(/^AWSProton-shop-Handler-[0-9A-Z]{12}$/)],
      ['Role', expect.stringMatching(/^AWSProton-shop-Role-[0-9A-Z]{12}$/)],
      [
        'Balancer',
        expect.stringMatching(
          /^arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer\/app\/[\w-]{1,32}\/[0-9a-f]{16}$/,
        ),
      ],
    ]);
    expect(new Set(stackOf(RESOURCES).resources.map((resource) => resource.provisioningEngine))).toEqual(
      new Set(['CLOUDFORMATION']),
    );
  });

  test('are the same from one deployment to the next, and others in another stack, account or region', () => {
    const identifiers = [
      simulateStack(RESOURCES, 'other', OWNER),
      simulateStack(RESOURCES, 'AWSProton-shop', { ...OWNER, region: 'us-east-1' }),
      simulateStack(RESOURCES, 'AWSProton-shop', { ...OWNER, accountId: '444455556666' }),
      stackOf(RESOURCES),
    ].map(({ resources }) => resources[0]?.identifier);
    expect(stackOf(RESOURCES)).toEqual(stackOf(RESOURCES));
    expect(new Set(identifiers).size).toBe(4);
  });

  test('are read from JSON too', () => {
    expect(namesIn('{"Resources": {"Table": {"Type": "AWS::DynamoDB::Table"}}}')).toEqual(['Table']);
  });

  test.each([
    '',
    '7',
    '- a',
    'a: [',
    'Resources: 7',
    'Resources: {A: {}}',
    'Resources: {A: 7}',
    'Resources: {}',
    'Resources: {}\nOutputs: {A: {}}',
    'Resources: {A-b: {Type: "AWS::SNS::Topic"}}',
    'Resources: {A: &a {Type: "AWS::SNS::Topic"}, B: *a}',
    'Resources: {A: {Type: [x]}}',
    'x: &x [*x]',
    '['.repeat(20_000),
  ])('are none in %.20j, which is no template', (text) => {
    expect(() => stackOf(text)).toThrow(NotCloudFormationError);
  });
});

describe('the outputs of a stack', () => {
  test.each([
    ['plain', 'plain'],
    ['7', '7'],
    ['true', 'true'],
    ['!Ref Cidr', '10.0.0.0/16'],
    ['!Ref AWS::Region', 'eu-central-1'],
    ['!Sub "${AWS::AccountId} ${AWS::Partition} ${AWS::URLSuffix}"', '111122223333 aws amazonaws.com'],
    ['{Fn::Sub: ["${A}-${!B}-${AWS::StackName}", {A: {Ref: Cidr}}]}', '10.0.0.0/16-${B}-AWSProton-shop'],
    ["!Join ['-', [a, !Ref Cidr, 3]]", 'a-10.0.0.0/16-3'],
    ["!Select [1, !Split ['.', a.b.c]]", 'b'],
    ['!Select [1, !FindInMap [Sizes, small, zones]]', 'b'],
    ["!Join [',', !GetAZs '']", 'eu-central-1a,eu-central-1b,eu-central-1c'],
    ['!If [Always, yes, no]', 'yes'],
    ['!If [Never, yes, no]', 'no'],
    ['!If [Either, !If [Both, 1, 2], 3]', '2'],
    ["!Join ['-', [a, !If [Never, b, !Ref AWS::NoValue], c]]", 'a-c'],
    ['!Ref AWS::NoValue', ''],
    ['!Select [1, !Cidr [10.1.0.0/16, 3, 8]]', '10.1.1.0/24'],
    ['{Fn::Length: [a, b]}', '2'],
    ['{Fn::ToJsonString: {a: [!Ref Cidr]}}', '{"a":["10.0.0.0/16"]}'],
    ['!Join [" ", !Ref Zones]', 'a b'],
    ['!Ref Path', 'path'],
    ['!Base64 abc', 'YWJj'],
    ['!ImportValue shared-name', 'shared-name'],
    ['!FindInMap [Sizes, small, cpu]', '256'],
    ['""', ''],
  ])('%s is %s', (value, expected) => {
    expect(valueOf(value)).toBe(expected);
  });

  test('name the resources as they are identified', () => {
    const identifiers = new Map(stackOf(RESOURCES).resources.map(({ name, identifier }) => [name, identifier]));
    expect(valueOf('!Ref Vpc')).toBe(identifiers.get('Vpc'));
    expect(valueOf('!Sub "${Vpc}"')).toBe(identifiers.get('Vpc'));
    expect(valueOf('!GetAtt Vpc.VpcId')).toBe(identifiers.get('Vpc'));
    expect(valueOf('!GetAtt Files.Arn')).toBe(`arn:aws:s3:::${identifiers.get('Files')}`);
    expect(valueOf('!GetAtt Role.Arn')).toBe(`arn:aws:iam::111122223333:role/${identifiers.get('Role')}`);
    expect(valueOf('!Sub "${Handler.Arn}"')).toBe(
      `arn:aws:lambda:eu-central-1:111122223333:function:${identifiers.get('Handler')}`,
    );
  });

  test('stay within what the API carries', () => {
    const long = 'x'.repeat(5000);
    const nested = Array.from({ length: 12 }).reduce<string>(
      (inner) => `{Fn::Sub: ["${'${v}'.repeat(200)}", {v: ${inner}}]}`,
      'xxxxxxxxxxxxxxxx',
    );
    const name = 'x'.repeat(255);
    const template = `{"Resources": {"${name}": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"${name}": {"Value": "${long}"}`;
    const { resources, outputs } = stackOf(`${template}, "N": {"Value": ${nested}}}}`);
    expect(resources.map(({ name, identifier }) => [name.length, identifier.length <= 200])).toEqual([[200, true]]);
    expect(outputs.map(({ key, valueString }) => [key.length, valueString.length])).toEqual([
      [255, 1024],
      [1, 1024],
    ]);
  });
});

test('any text gives a stack within the limits of the API, or a reason', () => {
  const part = fc.constantFrom(
    'Resources:\n',
    'Outputs:\n',
    '  A: {Type: AWS::EC2::VPC}\n',
    '  B:\n    Value: ',
    '!Ref A\n',
    '!GetAtt A.',
    '!Sub "${',
    '{Fn::Join: [',
    ']}',
    '}"\n',
    '{% if',
    '%}',
    '{{',
    '}}',
    '{#',
    '#}',
    '!',
    '&a ',
    '*a',
    '? ',
    '- ',
    ': ',
    '\n',
    '"',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anyText(),
        fc.array(part).map((parts) => parts.join('')),
      ),
      (text) => {
        const stack = stackIn(text);
        const { resources, outputs } = stack ?? { resources: [], outputs: [] };
        for (const { name, identifier } of resources) {
          expect([name.length > 0, identifier.length > 0 && identifier.length <= 200]).toEqual([true, true]);
        }
        for (const { key, valueString } of outputs) {
          expect([key.length > 0, valueString.length <= 1024]).toEqual([true, true]);
        }
      },
    ),
    runs(500),
  );
});
