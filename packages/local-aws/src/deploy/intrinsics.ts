import { isJsonObject } from '../json.ts';
import { UnresolvableValueError } from './errors.ts';

/** Answers what the intrinsic functions of a template ask. */
export interface ResolutionScope {
  /** The value of `Ref` to a resource, parameter or pseudo parameter; NO_VALUE for AWS::NoValue. */
  readonly ref: (name: string, place: string) => unknown;
  readonly getAtt: (logicalId: string, attribute: string, place: string) => unknown;
  readonly condition: (name: string, place: string) => boolean;
}

/** `Ref: AWS::NoValue`: the property it is given to is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: ResolutionScope, place: string) => unknown;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope, place) => scope.ref(asText(name, place), place),
  'Fn::GetAtt': (argument, scope, place) => {
    const [logicalId = '', ...attribute] = typeof argument === 'string' ? argument.split('.') : asList(argument, place);
    return scope.getAtt(asText(logicalId, place), attribute.map((part) => asText(part, place)).join('.'), place);
  },
  'Fn::Sub': (argument, scope, place) => {
    const [template, variables = {}] = typeof argument === 'string' ? [argument] : asList(argument, place);
    return substitute(asText(template, place), variables, scope, place);
  },
  'Fn::Join': (argument, scope, place) => {
    const [separator, parts] = asList(argument, place);
    const resolved = asList(resolveValue(parts, scope, place), place);
    return resolved.map((part) => asText(part, place)).join(asText(separator, place));
  },
  'Fn::Select': (argument, scope, place) => {
    const [index, list] = asList(argument, place);
    return asList(resolveValue(list, scope, place), place)[Number(index)];
  },
  'Fn::Split': (argument, scope, place) => {
    const [separator, text] = asList(argument, place);
    return asText(resolveValue(text, scope, place), place).split(asText(separator, place));
  },
  'Fn::If': (argument, scope, place) => {
    const [condition, whenTrue, whenFalse] = asList(argument, place);
    return resolveValue(scope.condition(asText(condition, place), place) ? whenTrue : whenFalse, scope, place);
  },
  'Fn::Equals': (argument, scope, place) => {
    const [one, other] = asList(argument, place).map((side) => resolveValue(side, scope, place));
    return JSON.stringify(one) === JSON.stringify(other);
  },
  'Fn::Not': (argument, scope, place) => resolveValue(asList(argument, place)[0], scope, place) !== true,
  'Fn::And': (argument, scope, place) =>
    asList(argument, place).every((side) => resolveValue(side, scope, place) === true),
  'Fn::Or': (argument, scope, place) =>
    asList(argument, place).some((side) => resolveValue(side, scope, place) === true),
  Condition: (name, scope, place) => scope.condition(asText(name, place), place),
};

/**
 * Resolves every intrinsic function in a value.
 *
 * @param place where in the template the value stands, for errors, e.g. `ObserveQueue.RedrivePolicy`
 * @throws UnresolvableValueError
 */
export function resolveValue(value: unknown, scope: ResolutionScope, place: string): unknown {
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    return elements.map((element) => resolveValue(element, scope, place)).filter((element) => element !== NO_VALUE);
  }
  if (!isJsonObject(value)) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry !== undefined && others.length === 0) {
    const [name, argument] = entry;
    const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
    // A policy document has a member named Condition too; as an intrinsic it holds a name.
    if (intrinsic !== undefined && (name !== 'Condition' || typeof argument === 'string')) {
      return intrinsic(argument, scope, place);
    }
    if (name.startsWith('Fn::')) throw new UnresolvableValueError(place, `the local cloud has no ${name}`);
  }
  const resolved = Object.entries(value).map(
    ([name, member]) => [name, resolveValue(member, scope, `${place}.${name}`)] as const,
  );
  return Object.fromEntries(resolved.filter(([, member]) => member !== NO_VALUE));
}

/** `${Name}` is a Ref, `${Name.Attribute}` a GetAtt, `${!Name}` stays as `${Name}`. */
function substitute(template: string, variables: unknown, scope: ResolutionScope, place: string): string {
  return template.replaceAll(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (isJsonObject(variables) && Object.hasOwn(variables, name)) {
      return asText(resolveValue(variables[name], scope, place), place);
    }
    const [logicalId = '', ...attribute] = name.split('.');
    return asText(
      attribute.length === 0 ? scope.ref(name, place) : scope.getAtt(logicalId, attribute.join('.'), place),
      place,
    );
  });
}

function asText(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new UnresolvableValueError(place, `a text is needed, not ${JSON.stringify(value)}`);
}

function asList(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnresolvableValueError(place, `a list is needed, not ${JSON.stringify(value)}`);
}
