import { registrationResult } from '../bundles/index.ts';
import { templateChange, templateVersionChange } from '../events/changes.ts';
import { arnOf, templateSuffix } from '../model/arns.ts';
import type { TemplateVersionStatus } from '../model/statuses.ts';
import type { TemplateRecord, TemplateVersionRecord } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import type { EngineContext } from './engine-context.ts';

/** The life of template versions: registration, publication, deletion; and the template status that follows (A3). */
export interface TemplateRegistration {
  /** Puts a new version in the store and starts its registration, at the end of which its `source` is looked at. */
  begin(version: TemplateVersionRecord): void;
  setStatus(version: TemplateVersionRecord, status: TemplateVersionStatus): TemplateVersionRecord;
  remove(version: TemplateVersionRecord): void;
  /** Arms the timers of registrations that run, after a restore. */
  rearm(): void;
}

/** @param onRegistered called after a registration has ended, either way */
export function createTemplateRegistration(
  parts: EngineContext,
  onRegistered: (version: TemplateVersionRecord) => void,
): TemplateRegistration {
  const { store, clock, timers, outbox, durations } = parts;

  function setStatus(version: TemplateVersionRecord, status: TemplateVersionStatus): TemplateVersionRecord {
    const changed = { ...version, status, lastModifiedAtMs: clock.now(), registeredAtMs: undefined };
    store.templateVersions.set(changed.arn, changed);
    if (version.status !== status) outbox.add(templateVersionChange(changed, { from: version.status, to: status }));
    followStatus(changed);
    return changed;
  }

  function templateArnOf({ kind, templateName, accountId }: TemplateVersionRecord): string {
    return arnOf({ region: parts.region, accountId }, templateSuffix(kind, templateName));
  }

  /** A template is PUBLISHED while any of its versions is. */
  function followStatus(version: TemplateVersionRecord): void {
    const template = store.templates.get(templateArnOf(version));
    if (template === undefined) return;
    const published = versionsOf(parts, template).some((version) => version.status === 'PUBLISHED');
    const status = published ? 'PUBLISHED' : 'DRAFT';
    if (status === template.status) return;
    const changed = { ...template, status } as const;
    store.templates.set(changed.arn, changed);
    outbox.add(templateChange(changed, { from: template.status, to: status }));
  }

  function arm(arn: string, atMs: number): void {
    timers.arm(arn, atMs, () => {
      const version = store.templateVersions.get(arn);
      if (version?.status === 'REGISTRATION_IN_PROGRESS') onRegistered(end(version));
      outbox.flush();
    });
  }

  function end({ source, ...version }: TemplateVersionRecord): TemplateVersionRecord {
    const template = store.templates.get(templateArnOf(version));
    if (source === undefined || template === undefined) return setStatus(version, 'DRAFT');
    const previousSchema = previousMinor(versionsOf(parts, template), version)?.schema;
    const result = registrationResult({ template, source, bundles: parts.bundles, previousSchema });
    return result.refusal === undefined
      ? setStatus({ ...version, ...result.bundle }, 'DRAFT')
      : setStatus({ ...version, statusMessage: result.refusal }, 'REGISTRATION_FAILED');
  }

  return {
    begin(version) {
      const registeredAtMs = clock.now() + durations.templateRegistrationMs;
      const begun = { ...version, registeredAtMs };
      store.templateVersions.set(begun.arn, begun);
      outbox.add(templateVersionChange(begun, { to: begun.status }));
      arm(begun.arn, registeredAtMs);
    },
    setStatus,
    remove(version) {
      timers.disarm(version.arn);
      store.templateVersions.delete(version.arn);
      store.tags.delete(version.arn);
      outbox.add(templateVersionChange(version, { from: version.status, to: 'DELETED' }));
      followStatus(version);
    },
    rearm() {
      for (const { arn, registeredAtMs } of store.templateVersions.values()) {
        if (registeredAtMs !== undefined) arm(arn, registeredAtMs);
      }
    },
  };
}

/** The minor version that a new one must be compatible with: the newest one of its major with a schema. */
function previousMinor(
  versions: readonly TemplateVersionRecord[],
  { majorVersion, arn }: TemplateVersionRecord,
): TemplateVersionRecord | undefined {
  const older = versions.slice(
    0,
    versions.findIndex((version) => version.arn === arn),
  );
  return older.findLast((version) => version.majorVersion === majorVersion && version.schema !== undefined);
}

/** The versions of a template, in the order they were made. */
export function versionsOf(parts: Pick<EngineContext, 'store'>, template: TemplateRecord): TemplateVersionRecord[] {
  const key = keyIn(template.accountId, template.kind, template.name);
  return [...parts.store.templateVersions.under('template', key)];
}
