import { describe, expect, test } from '@jest/globals';
import { simulateStack, templateProblem } from '../../src/provisioning/index.ts';
import { cpuTimeMs } from '../support/cpu-time.ts';
import { LARGEST, OWNER, refusal, TOPIC } from './support/templates.ts';

/** What can be told before anything is deployed, and is. */
describe('a template without Jinja is refused at once', () => {
  test.each([
    [
      'a reference to nothing',
      `Resources: {${TOPIC}, Properties: {A: [!Ref Nothing]}}}`,
      'Resources.Topic.Properties.A.0: it refers to "Nothing", which the template does not have',
    ],
    [
      'an attribute of nothing',
      `Resources: {${TOPIC}}}\nOutputs: {O: {Value: !GetAtt Gone.Arn}}`,
      'Outputs.O.Value: it refers to "Gone", which the template does not have',
    ],
    [
      'a text about nothing',
      `Resources: {${TOPIC}}}\nOutputs: {O: {Value: !Sub "x\${Gone.Arn}"}}`,
      'Outputs.O.Value: it refers to "Gone", which the template does not have',
    ],
    [
      'a pseudo parameter that there is not',
      `Resources: {${TOPIC}, Properties: {A: !Ref AWS::Account}}}`,
      'Resources.Topic.Properties.A: it refers to "AWS::Account", which the template does not have',
    ],
    [
      'an order after nothing',
      `Resources: {${TOPIC}, DependsOn: [Topic, Gone]}}`,
      'Resources.Topic.DependsOn: it refers to "Gone", which the template does not have',
    ],
    [
      'a condition that there is not',
      `Resources: {${TOPIC}, Condition: IsLarge}}`,
      'Resources.Topic: there is no condition "IsLarge"',
    ],
    [
      'the same in If',
      `Resources: {${TOPIC}, Properties: {A: !If [IsLarge, 1, 2]}}}`,
      'Resources.Topic.Properties.A: there is no condition "IsLarge"',
    ],
    [
      'the same in another condition',
      `Conditions: {A: !Not [!Condition B]}\nResources: {${TOPIC}}}`,
      'Conditions.A.Fn::Not.0: there is no condition "B"',
    ],
    [
      'a function that there is not',
      `Resources: {${TOPIC}, Properties: {A: !GetAttr Topic.Arn}}}`,
      'Resources.Topic.Properties.A: CloudFormation has no function "Fn::GetAttr"',
    ],
    ['a resource without a type', 'Resources: {Topic: {}}', 'resource "Topic" has no Type'],
    ['an output without a value', `Resources: {${TOPIC}}}\nOutputs: {O: {}}`, 'output "O" has no Value'],
    ['outputs that are a list', `Resources: {${TOPIC}}}\nOutputs: [a]`, 'Outputs is no mapping'],
    [
      'a name with a hyphen',
      'Resources: {my-topic: {Type: "AWS::SNS::Topic"}}',
      'resource "my-topic": a name has 1 to 255 letters and digits',
    ],
  ])('%s', (_what, template, reason) => {
    expect(refusal(template)).toBe(reason);
    expect(templateProblem(template)).toBe(reason);
  });

  test('and one with a macro is not, where only the macro knows', () => {
    const template = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {Type: "AWS::Serverless::Function"}\n';
    const { outputs } = simulateStack(`${template}Outputs: {O: {Value: !GetAtt FRole.Arn}}`, 'AWSProton-shop', OWNER);
    expect(outputs).toEqual([{ key: 'O', valueString: expect.stringMatching(/^arn:aws:/) }]);
  });
});

describe('a template is refused when it is deployed', () => {
  test.each([
    ['an empty one', 'Resources: {}', '"Resources" has no resource'],
    [
      'a parameter without a default',
      `Parameters: {A: {Type: String}}\nResources: {${TOPIC}}}\nOutputs: {O: {Value: !Ref A}}`,
      'Outputs.O.Value: parameter "A" has no Default',
    ],
    [
      'a list for an output',
      `Resources: {${TOPIC}}}\nOutputs: {O: {Value: [a, b]}}`,
      'Outputs.O.Value: it is a list, and must be a text',
    ],
    [
      'what is behind the end of a list',
      `Resources: {${TOPIC}}}\nOutputs: {O: {Value: !Select [7, [a]]}}`,
      'Outputs.O.Value: Fn::Select takes item "7" of a list of 1',
    ],
    [
      'what a mapping does not have',
      `Resources: {${TOPIC}}}\nOutputs: {O: {Value: !FindInMap [A, b, c]}}`,
      'Outputs.O.Value: the mappings have no "A.b.c"',
    ],
    [
      'a resource that a condition leaves out',
      `Conditions: {No: !Equals [a, b]}\nResources: {${TOPIC}, Condition: No}, B: {Type: "AWS::SNS::Topic"}}\nOutputs: {O: {Value: !Ref Topic}}`,
      'Outputs.O.Value: it refers to "Topic", which the stack does not have',
    ],
    [
      'a circle of names',
      'Resources: {A: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref B}}, B: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref A}}}',
      'there is a circle of references at "A"',
    ],
    [
      'a circle of conditions',
      `Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\nResources: {${TOPIC}, Condition: A}}`,
      'there is a circle of references at "condition A"',
    ],
    [
      'blocks that do not fit',
      `Resources: {${TOPIC}}}\nOutputs: {O: {Value: !Select [0, !Cidr [10.0.0.0/24, 3, 8]]}}`,
      expect.stringContaining('Fn::Cidr asks for more than its block has'),
    ],
  ])('%s', (_what, template, reason) => {
    expect(templateProblem(template)).toBeUndefined();
    expect(refusal(template)).toEqual(reason);
  });

  test('what a condition leaves out is in no list', () => {
    const template = `Conditions: {No: !Equals [a, b], Yes: !Equals [a, a]}
Resources: {${TOPIC}, Condition: No}, Other: {Type: "AWS::SNS::Topic", Condition: Yes}}
Outputs: {A: {Condition: No, Value: !Ref Topic}, B: {Condition: Yes, Value: b}}`;
    const { resources, outputs } = simulateStack(template, 'AWSProton-shop', OWNER);
    expect([resources.map(({ name }) => name), outputs]).toEqual([['Other'], [{ key: 'B', valueString: 'b' }]]);
  });
});

/** Far more than the 100 ms of the benchmark `templates`: also on a busy machine. */
const MAXIMUM_MS = 2000;

describe('for the largest templates, nobody waits long:', () => {
  test.each(Object.entries(LARGEST))('%s', (_what, template) => {
    expect(cpuTimeMs((attempt) => refusal(`${template}\n#${attempt}`), MAXIMUM_MS)).toBeLessThan(MAXIMUM_MS);
  });
});
