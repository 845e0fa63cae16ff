import { expect } from '@jest/globals';
import { mappingOf } from '../../support/world.ts';
import { type Model, type Template, templateArn } from '../model.ts';
import { type Acceptance, type Effects, pairs, setTags } from './effect.ts';

type NewTemplate = Parameters<NonNullable<Effects['CreateServiceTemplate']>>[1];
type NewVersion = Parameters<NonNullable<Effects['CreateEnvironmentTemplateVersion']>>[1];
type VersionChange = Parameters<NonNullable<Effects['UpdateEnvironmentTemplateVersion']>>[1];
type Kind = Template['kind'];

export const templateEffects = {
  CreateEnvironmentTemplate: (model, input, by) => createTemplate(model, 'environment', input, by),
  CreateServiceTemplate: (model, input, by) => createTemplate(model, 'service', input, by),
  UpdateEnvironmentTemplate: (model, input, by) => updateTemplate(model, 'environment', input, by),
  UpdateServiceTemplate: (model, input, by) => updateTemplate(model, 'service', input, by),
  CreateEnvironmentTemplateVersion: (model, input, by) => createVersion(model, 'environment', input, by),
  CreateServiceTemplateVersion: (model, input, by) => createVersion(model, 'service', input, by),
  UpdateEnvironmentTemplateVersion: (model, input, by) => updateVersion(model, 'environment', input, by),
  UpdateServiceTemplateVersion: (model, input, by) => updateVersion(model, 'service', input, by),
} satisfies Effects;

function createTemplate(model: Model, kind: Kind, input: NewTemplate, { account }: Acceptance): void {
  const arn = templateArn(account, kind, input.name);
  if (model.templates.has(arn)) return;
  model.templates.set(arn, { account, arn, kind, name: input.name, description: input.description });
  setTags(model, arn, pairs(input.tags));
}

function updateTemplate(
  model: Model,
  kind: Kind,
  { name, description }: Pick<NewTemplate, 'name' | 'description'>,
  { account }: Acceptance,
): void {
  const template = model.templates.get(templateArn(account, kind, name));
  if (template !== undefined) template.description = description ?? template.description;
}

function createVersion(model: Model, kind: Kind, input: NewVersion, by: Acceptance): void {
  const template = model.templates.get(templateArn(by.account, kind, input.templateName));
  if (template === undefined)
    throw new Error(`a version of ${kind} template ${input.templateName}, which is not there`);
  const [made] = Object.values(by.output).map(mappingOf);
  const [major, minor] = [Number(made?.['majorVersion']), Number(made?.['minorVersion'])];
  expect([major, minor]).toEqual(nextVersion(model, template, input.majorVersion));
  const arn = `${template.arn}:${major}.${minor}`;
  model.versions.set(arn, { template, arn, major, minor, createdAtMs: by.nowMs, description: input.description });
  setTags(model, arn, pairs(input.tags));
}

/** A given major gets its next minor; without one, or with the next one, a new major begins (A26). */
export function nextVersion(model: Model, template: Template, major: string | undefined): [number, number] {
  const versions = [...model.versions.values()].filter((version) => version.template === template);
  const newMajor = Math.max(0, ...versions.map((version) => version.major)) + 1;
  if (major === undefined || Number(major) === newMajor) return [newMajor, 0];
  const minors = versions.filter((version) => version.major === Number(major)).map((version) => version.minor);
  return [Number(major), Math.max(...minors) + 1];
}

function updateVersion(model: Model, kind: Kind, input: VersionChange, { account }: Acceptance): void {
  const template = templateArn(account, kind, input.templateName);
  const version = model.versions.get(`${template}:${input.majorVersion}.${input.minorVersion}`);
  if (version !== undefined) version.description = input.description ?? version.description;
}
