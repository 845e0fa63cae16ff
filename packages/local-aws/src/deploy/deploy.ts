import { isJsonObject } from '../json.ts';
import { UnresolvableValueError, UnsupportedResourceError } from './errors.ts';
import { NO_VALUE, type ResolutionScope, resolveValue } from './intrinsics.ts';
import { resourceOrder } from './resource-order.ts';
import { resourceMakers } from './resources/index.ts';
import type { MadeResource, StackContext } from './stack-context.ts';
import type { Template } from './template.ts';

/** What a deployment left: the resources by logical id, and the template's outputs. */
export interface Deployment {
  readonly resources: ReadonlyMap<string, MadeResource>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Makes everything the template describes, each resource after those it refers to.
 *
 * @param parameters values for the template's parameters; the others take their defaults
 * @throws UnsupportedResourceError, InvalidPropertiesError, UnresolvableValueError, CircularDependencyError, PackageNotReadableError
 */
export async function deployTemplate(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  stack: StackContext,
): Promise<Deployment> {
  const made = new Map<string, MadeResource>();
  const scope = createScope(template, parameters, stack, made);
  const isWanted = (condition: string | undefined, place: string): boolean =>
    condition === undefined || scope.condition(condition, place);

  for (const logicalId of resourceOrder(template.Resources)) {
    const resource = template.Resources[logicalId];
    if (resource === undefined || !isWanted(resource.Condition, logicalId)) continue;
    const { Type: type, Properties = {} } = resource;
    const make = Object.hasOwn(resourceMakers, type) ? resourceMakers[type] : undefined;
    if (make === undefined) throw new UnsupportedResourceError(logicalId, type);
    const properties = resolveValue(Properties, scope, logicalId);
    made.set(logicalId, await make({ logicalId, type, properties: isJsonObject(properties) ? properties : {} }, stack));
  }

  const outputs = Object.entries(template.Outputs ?? {})
    .filter(([name, { Condition }]) => isWanted(Condition, `Outputs.${name}`))
    .map(([name, { Value }]) => [name, resolveValue(Value, scope, `Outputs.${name}`)] as const);
  return { resources: made, outputs: Object.fromEntries(outputs) };
}

function createScope(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  stack: StackContext,
  made: ReadonlyMap<string, MadeResource>,
): ResolutionScope {
  const values = new Map<string, unknown>([
    ['AWS::AccountId', stack.identity.accountId],
    ['AWS::Region', stack.identity.region],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stack.stackName],
    [
      'AWS::StackId',
      `arn:aws:cloudformation:${stack.identity.region}:${stack.identity.accountId}:stack/${stack.stackName}/local`,
    ],
    ['AWS::NoValue', NO_VALUE],
    ...Object.entries(template.Parameters ?? {}).map(
      ([name, { Default }]) => [name, parameters[name] ?? Default] as const,
    ),
  ]);

  const scope: ResolutionScope = {
    ref(name, place) {
      const value = values.get(name) ?? made.get(name)?.ref;
      if (value !== undefined) return value;
      const isParameter = template.Parameters?.[name] !== undefined;
      throw new UnresolvableValueError(
        place,
        isParameter ? `the parameter ${name} has no value` : `there is no ${name}`,
      );
    },
    getAtt(logicalId, attribute, place) {
      const value = made.get(logicalId)?.attributes?.[attribute];
      if (value === undefined) throw new UnresolvableValueError(place, `there is no ${logicalId}.${attribute}`);
      return value;
    },
    condition(name, place) {
      const condition = template.Conditions?.[name];
      if (condition === undefined) throw new UnresolvableValueError(place, `there is no condition ${name}`);
      return resolveValue(condition, scope, `Conditions.${name}`) === true;
    },
  };
  return scope;
}
