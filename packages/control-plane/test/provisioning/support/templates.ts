import { NotCloudFormationError, simulateStack } from '../../../src/provisioning/index.ts';

export const OWNER = { region: 'eu-central-1', accountId: '111122223333' };
export const TOPIC = 'Topic: {Type: "AWS::SNS::Topic"';

/** Why there is no stack of a template; undefined where there is one. */
export function refusal(template: string): string | undefined {
  try {
    simulateStack(template, 'AWSProton-shop', OWNER);
    return undefined;
  } catch (error) {
    if (error instanceof NotCloudFormationError) return error.message;
    throw error;
  }
}

const OUTPUTS = Array.from({ length: 190 }, (_none, index) => `O${index}`);
const NESTED = Array.from({ length: 12 }).reduce<string>(
  (inner) => `{Fn::Sub: ["${'${v}'.repeat(40)}", {v: ${inner}}]}`,
  'xxxxxxxxxxxxxxxx',
);
/** Templates that take as much as they can, refused or not. */
export const LARGEST: Readonly<Record<string, string>> = {
  'a list that is looked up again and again': `Mappings: {M: {a: {b: [${'a,'.repeat(2000)}a]}}}
Resources: {${TOPIC}}}
Outputs:
${OUTPUTS.map((key) => `  ${key}: {Value: !Join ["", !FindInMap [M, a, b]]}\n`).join('')}`,
  'texts in texts': `Resources: {${TOPIC}}}\nOutputs:\n${OUTPUTS.map((key) => `  ${key}: {Value: ${NESTED}}\n`).join('')}`,
  'four hundred resources of ten properties': `Resources:\n${Array.from(
    { length: 400 },
    (_none, index) =>
      `  R${index}:\n    Type: AWS::S3::Bucket\n    Properties:\n${'abcdefghij'.replaceAll(/./g, (name) => `      ${name}: !Sub "\${R${index}.Arn}-x"\n`)}`,
  ).join('')}`,
  'as many signs as there may be': `Resources: {A: {Type: x, P: [${'a,'.repeat(24_900)}a]}}`,
  'as deep as there may be': `Resources: {A: {Type: x, P: ${'['.repeat(55)}${'a,'.repeat(20_000)}${']'.repeat(55)}}}`,
  'one long line': `Resources: {A: {Type: x, P: "${'a b '.repeat(250_000)}"}}`,
  'many lines': `Resources:\n  A:\n    Type: x\n    P: |\n${'      aaaa bbb\n'.repeat(60_000)}`,
  'names that are long': `Resources: {A: {Type: x, P: {${Array.from({ length: 50 }, (_none, index) => `${'k'.repeat(9000)}${index}: {Ref: A}`).join(',')}}}}`,
};
