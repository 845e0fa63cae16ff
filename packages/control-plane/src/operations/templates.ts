import { versionsOf } from '../engine/template-registration.ts';
import { templateChange } from '../events/changes.ts';
import { type TemplateKind, templateSuffix } from '../model/arns.ts';
import { digestOf } from '../model/digest.ts';
import { ConflictException } from '../model/errors.ts';
import type { Tag, TemplateRecord } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import { checkQuota, type OperationCall, type Output, ownArn } from './call.ts';
import { checkRepeatedCreate } from './idempotency.ts';
import { type Page, pageOf } from './pagination.ts';
import { tagNewResource } from './tagging.ts';
import { getTemplate } from './template-choice.ts';
import { templateSummary, templateView } from './views/templates.ts';

/** What environment templates and service templates have in common: all but the name of one member. */
export interface NewTemplate {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly encryptionKey?: string | undefined;
  readonly tags?: readonly Tag[];
}

export function createTemplate(
  call: OperationCall,
  kind: TemplateKind,
  input: NewTemplate,
  provisioning: TemplateRecord['provisioning'],
): Output {
  const { store, clock, outbox, quotas } = call.parts;
  const creationDigest = digestOf(input);
  const arn = ownArn(call, templateSuffix(kind, input.name));
  const existing = store.templates.get(arn);
  if (existing !== undefined) {
    checkRepeatedCreate(existing, creationDigest);
    return view(call, existing);
  }
  checkQuota('templates', store.templates.countUnder('account', call.accountId), quotas.templates);
  const nowMs = clock.now();
  const record: TemplateRecord = {
    accountId: call.accountId,
    arn,
    createdAtMs: nowMs,
    lastModifiedAtMs: nowMs,
    kind,
    name: input.name,
    displayName: input.displayName,
    description: input.description,
    encryptionKey: input.encryptionKey,
    provisioning,
    status: 'DRAFT',
    creationDigest,
    modified: false,
  };
  store.templates.set(arn, record);
  tagNewResource(call, arn, input.tags);
  outbox.add(templateChange(record, { to: 'DRAFT' }));
  return view(call, record);
}

export function describeTemplate(call: OperationCall, kind: TemplateKind, name: string): Output {
  return view(call, getTemplate(call, kind, name));
}

export function listTemplates(
  call: OperationCall,
  kind: TemplateKind,
  operation: string,
  input: { readonly maxResults?: number; readonly nextToken?: string },
): Page<Output> {
  const items = [...call.parts.store.templates.under('kind', keyIn(call.accountId, kind))];
  const page = pageOf(call, { operation, input, items, sortKey: (template) => [template.name] });
  return { ...page, items: page.items.map((template) => templateSummary(template, versionsOf(call.parts, template))) };
}

export function updateTemplate(
  call: OperationCall,
  kind: TemplateKind,
  input: Pick<NewTemplate, 'name' | 'displayName' | 'description'>,
): Output {
  const template = getTemplate(call, kind, input.name);
  const changed: TemplateRecord = {
    ...template,
    displayName: input.displayName ?? template.displayName,
    description: input.description ?? template.description,
    lastModifiedAtMs: call.parts.clock.now(),
    modified: true,
  };
  call.parts.store.templates.set(changed.arn, changed);
  return view(call, changed);
}

/** @returns undefined when there is no such template: the delete succeeds with an empty answer (A30) */
export function deleteTemplate(call: OperationCall, kind: TemplateKind, name: string): Output | undefined {
  const { store, outbox } = call.parts;
  const template = store.templates.get(ownArn(call, templateSuffix(kind, name)));
  if (template === undefined) return undefined;
  const [version] = versionsOf(call.parts, template);
  if (version !== undefined) {
    throw new ConflictException(`${template.arn} cannot be deleted while it has versions, such as ${version.arn}`);
  }
  store.templates.delete(template.arn);
  store.tags.delete(template.arn);
  store.templateSyncConfigs.delete(template.arn);
  for (const { target } of store.resourceSyncs.values()) {
    if (target.startsWith(`${template.arn}:`)) store.resourceSyncs.delete(target);
  }
  outbox.add(templateChange(template, { from: template.status, to: 'DELETED' }));
  return view(call, template);
}

function view(call: OperationCall, template: TemplateRecord): Output {
  return templateView(template, versionsOf(call.parts, template));
}
