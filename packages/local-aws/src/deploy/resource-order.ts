import { isJsonObject } from '../json.ts';
import { CircularDependencyError } from './errors.ts';
import type { TemplateResource } from './template.ts';

/**
 * Orders resources so that each comes after those it refers to or names in DependsOn.
 *
 * @throws CircularDependencyError
 */
export function resourceOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const ordered = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]): void => {
    const resource = resources[logicalId];
    if (resource === undefined || ordered.has(logicalId)) return;
    if (path.includes(logicalId)) {
      throw new CircularDependencyError([...path.slice(path.indexOf(logicalId)), logicalId]);
    }
    const dependsOn = [resource.DependsOn ?? []].flat();
    for (const needed of [...dependsOn, ...referencesIn(resource.Properties)]) {
      if (needed !== logicalId) visit(needed, [...path, logicalId]);
    }
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...ordered];
}

/** Everything a value refers to by Ref, GetAtt or Sub. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'Ref' && typeof member === 'string') return [member];
    if (name === 'Fn::GetAtt') return typeof member === 'string' ? [member.split('.')[0] ?? ''] : firstText(member);
    if (name === 'Fn::Sub') return [...namesInSub(member), ...referencesIn(member)];
    return referencesIn(member);
  });
}

function firstText(value: unknown): string[] {
  const [first]: readonly unknown[] = Array.isArray(value) ? value : [];
  return typeof first === 'string' ? [first] : [];
}

function namesInSub(argument: unknown): string[] {
  const [template = ''] = typeof argument === 'string' ? [argument] : firstText(argument);
  return [...template.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name = '']) => name);
}
