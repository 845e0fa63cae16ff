import type { ProtonEvent } from '../../src/index.ts';
import { addInstance, liveSpec } from './effects/services.ts';
import { activeBlocker } from './effects/syncs.ts';
import { nextVersion } from './effects/templates.ts';
import { type Commit, commitKey, type Model, type SyncConfig, serviceArn } from './model.ts';
import { fillIn } from './spec-values.ts';

/**
 * What begins without a call must come from a sync: something follows a branch whose commit says so, and nothing blocks
 * it. The model takes over what the commit says.
 */
export function takeSync(model: Model, event: ProtonEvent, nowMs: number): void {
  const { status } = event.detail;
  if (status === 'REGISTRATION_IN_PROGRESS') registerVersion(model, event.resources[0], nowMs);
  if (status === 'IN_PROGRESS' && event['detail-type'] === 'AWS Proton Service Instance Status Change') {
    deployInstance(model, event, nowMs);
  }
}

function commitOf(model: Model, config: SyncConfig | undefined): Commit | undefined {
  return config === undefined ? undefined : model.commits.get(commitKey(config));
}

function registerVersion(model: Model, arn: string, nowMs: number): void {
  const [templateArn = '', version = ''] = arn.split(/:(?=[\d.]+$)/);
  const template = model.templates.get(templateArn);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const majors = commitOf(model, model.templateSyncs.get(templateArn))?.majors.get(template?.name ?? '');
  if (template === undefined || majors?.includes(major) !== true) throw new Error(`${arn} was made by nobody`);
  const expected = nextVersion(model, template, String(major)).join('.');
  if (expected !== version) throw new Error(`${arn} was made by a sync; its number should be ${expected}`);
  model.versions.set(arn, { template, arn, major, minor, createdAtMs: nowMs });
}

function deployInstance(model: Model, event: ProtonEvent, nowMs: number): void {
  const [arn] = event.resources;
  const { name = '', serviceName = '' } = event.detail;
  const service = model.services.get(serviceArn(event.account, serviceName));
  const said = commitOf(model, model.serviceSyncs.get(service?.arn ?? ''))?.instances.get(name);
  if (service === undefined || said === undefined) throw new Error(`${arn} is deployed by nobody`);
  if (activeBlocker(model, service.arn) ?? activeBlocker(model, service.arn, name)) {
    throw new Error(`${arn} is synced although it is blocked`);
  }
  const spec = fillIn(said, liveSpec(model, service));
  const present = model.deployables.get(arn);
  if (present === undefined) {
    addInstance(model, service, spec, name, nowMs).joinsSpec = true;
  } else {
    present.action = 'UPDATE';
    present.attempted = { version: present.live?.version, spec };
  }
}
