import { INPUTS } from '../../../src/model/inputs/index.ts';
import { type Members, SHAPES, type Shape } from '../../../src/model/shapes.ts';
import { ACCOUNT, ENVIRONMENT_ACCOUNT, ENVIRONMENT_SPEC, REGION, ROLE_ARN, serviceSpec } from '../../support/world.ts';
import type { Dice } from './dice.ts';
import type { Json, JsonObject } from './json-text.ts';

const inputs = new Map<string, Members>(Object.entries(INPUTS));
const shapes = new Map<string, Shape>(Object.entries(SHAPES));
export const OPERATIONS: readonly string[] = [...inputs.keys()];

const arn = (suffix: string): string => `arn:aws:proton:${REGION}:${ACCOUNT}:${suffix}`;
const UUID = '00000000-0000-4000-8000-00000000000';

/** Texts that fit a shape, most of them about what the world of the fuzz test has. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  Arn: [arn('service/shop'), arn('environment/prod'), arn('service/shop/service-instance/blue'), arn('component/none')],
  AwsAccountId: [ACCOUNT, ENVIRONMENT_ACCOUNT],
  ClientToken: ['token-1', 'token-2'],
  DeploymentId: [`${UUID}1`, `${UUID}9`],
  EnvironmentAccountConnectionId: [`${UUID}1`, `${UUID}9`],
  NextToken: ['AAAA', 'eyJhIjoxfQ=='],
  RepositoryName: ['shop/web'],
  RoleArn: [ROLE_ARN],
  RoleArnOrEmptyString: [ROLE_ARN, ''],
  ResourceName: ['shop', 'prod', 'blue', 'green', 'web', 'network', 'queue', 'fresh'],
  ResourceNameOrEmpty: ['shop', 'blue', ''],
  S3Bucket: ['templates'],
  SpecContents: [
    ENVIRONMENT_SPEC,
    serviceSpec(['blue']),
    serviceSpec(['blue', 'green']),
    serviceSpec(['blue'], { pipeline: 'main' }),
  ],
  TemplateVersionPart: ['0', '1', '2'],
};

/** An input of an operation that the model allows, with some of the optional members. */
export function validInput(operation: string, dice: Dice): JsonObject {
  const members = inputs.get(operation);
  if (members === undefined) throw new Error(`there is no operation ${operation}`);
  return structureOf(members, dice, 30);
}

function structureOf(members: Members, dice: Dice, optionalPercent: number): JsonObject {
  const optional = Object.entries(members.optional).filter(() => dice.percent(optionalPercent));
  const chosen = [...Object.entries(members.required), ...optional];
  return { entries: chosen.map(([name, shape]) => [name, valueOf(shape, dice)]) };
}

function valueOf(name: string, dice: Dice): Json {
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  switch (shape.type) {
    case 'string':
      return dice.pick(
        EXAMPLES[name] ?? shape.values ?? ['x'.repeat(Math.max(1, shape.minLength ?? 1)), 'main', 'some text'],
      );
    case 'integer':
      return dice.pick([shape.minimum ?? 0, shape.maximum ?? 100, 7]);
    case 'boolean':
      return dice.percent(50);
    case 'list':
      return Array.from({ length: dice.below(3) + (shape.minLength ?? 0) }, () => valueOf(shape.member, dice));
    case 'structure':
      if (shape.union !== true) return structureOf(shape, dice, 50);
      return {
        entries: [dice.pick(Object.entries(shape.optional))].map(([member, of]) => [member, valueOf(of, dice)]),
      };
  }
}
