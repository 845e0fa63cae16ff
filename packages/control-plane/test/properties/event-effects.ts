import type { ProtonEvent } from '../../src/index.ts';
import { type Deployable, instancesOf, type Model, type Service, serviceArn } from './model.ts';
import type { SpecValue } from './spec-values.ts';
import { takeSync } from './sync-events.ts';
import { isBusy } from './transitions.ts';

/**
 * Takes one event into the model: what the end of a deployment puts in place or takes away.
 * @param came when it came, and whether by the clock or a script and not by a call
 */
export function takeEvent(
  model: Model,
  event: ProtonEvent,
  came: { readonly nowMs: number; readonly byItself: boolean },
): void {
  const previous = model.history.follow(event);
  if (came.byItself) takeSync(model, event, came.nowMs);
  const [arn] = event.resources;
  const { status = '' } = event.detail;
  if (event['detail-type'] === 'AWS Proton Deployment Status Change') {
    if (previous === 'none') beginDeployment(model, arn.slice(arn.lastIndexOf('/') + 1), event.detail, came.nowMs);
    return;
  }
  const deployable = model.deployables.get(arn);
  if (deployable !== undefined) {
    if (came.byItself) checkScript(model, deployable, previous, status);
    changeDeployable(model, deployable, previous, status);
  }
  const service = model.services.get(arn);
  if (service !== undefined && status === 'UPDATE_FAILED_CLEANUP_IN_PROGRESS') {
    service.spec = service.specBefore ?? service.spec;
  }
  if (status === 'DELETED') {
    model.tags.delete(arn);
    for (const kind of [model.deployables, model.services, model.templates, model.versions]) kind.delete(arn);
    model.connections.delete(arn.slice(arn.lastIndexOf('/') + 1));
    model.serviceSyncs.delete(arn);
    model.templateSyncs.delete(arn);
    for (const [id, { service: blocked }] of model.blockers) if (blocked === arn) model.blockers.delete(id);
  }
}

function changeDeployable(model: Model, deployable: Deployable, previous: string, status: string): void {
  if (status === 'DELETE_IN_PROGRESS') deployable.action = 'DELETE';
  const comesBack = previous === 'DELETE_IN_PROGRESS' && status !== 'DELETED' && status !== 'DELETE_FAILED';
  if (comesBack) {
    deployable.newestDeployment = model.deployments.get(deployable.newestDeployment ?? '')?.before;
  } else if (status === 'SUCCEEDED') {
    deployable.live = deployable.attempted;
    deployable.succeededDeployment = deployable.newestDeployment;
    // The time of success is the start of the attempt (examples of the user guide).
    deployable.succeededAtMs = deployable.attemptedAtMs;
    joinSpec(model, deployable);
  }
}

/** A service lists what it has: also when an edit fails, in which case nothing is deleted that was there before. */
export function checkServices(model: Model): void {
  for (const service of model.services.values()) {
    const status = model.history.statusOf(service.arn);
    if (isBusy(status) || status === 'DELETE_FAILED') continue;
    const names = new Set(instancesOf(model, service).map(({ name }) => name));
    const missing = [...service.spec.instances.keys()].filter((name) => !names.has(name));
    if (missing.length > 0)
      throw new Error(`${service.arn} is ${status} and lists ${missing.join(', ')}, which are not there`);
  }
}

/** One record per attempt; the event that begins it comes right after the one of its target. */
function beginDeployment(model: Model, id: string, detail: Readonly<Record<string, string>>, nowMs: number): void {
  const target = model.deployables.get(detail['targetArn'] ?? '');
  if (target === undefined) throw new Error(`Deployment ${id} has no target: ${detail['targetArn']}`);
  model.deployments.set(id, {
    id,
    targetArn: target.arn,
    before: target.newestDeployment,
    initial: target.live,
    target: target.action === 'DELETE' ? undefined : target.attempted,
  });
  target.newestDeployment = id;
  // Two attempts never have the same time; a deletion keeps that of the attempt before it (DeleteEnvironment example).
  if (target.action === 'CREATE') target.attemptedAtMs = nowMs;
  if (target.action === 'UPDATE') target.attemptedAtMs = Math.max(nowMs, (target.attemptedAtMs ?? 0) + 1);
}

/** An instance that was created on its own enters the spec of its service with its first success (A20). */
function joinSpec(model: Model, instance: Deployable): void {
  if (!instance.joinsSpec) return;
  instance.joinsSpec = false;
  const service = model.services.get(serviceArn(instance.account, instance.serviceName ?? ''));
  const spec = instance.live?.spec;
  if (service === undefined || typeof spec !== 'object') return;
  service.spec = withInstance(service.spec, spec, instance.name);
  // An edit that runs at the time must not undo it when it fails.
  if (service.specBefore !== undefined) service.specBefore = withInstance(service.specBefore, spec, instance.name);
}

function withInstance(spec: Service['spec'], from: SpecValue, name: string): SpecValue {
  const instance = from.instances.get(name);
  if (instance === undefined || spec.instances.has(name)) return spec;
  return { ...spec, instances: new Map([...spec.instances, [name, instance]]) };
}

/** What ends by itself ends as it was scripted. A pipeline also fails with the instances that it waits for. */
function checkScript(model: Model, { arn, kind }: Deployable, previous: string, status: string): void {
  const [on, good, bad] = ENDS.get(previous) ?? [];
  if (on === undefined || (kind === 'SERVICE_PIPELINE' && status === 'FAILED')) return;
  const script = model.scripts.get(`${on} ${arn}`) ?? 'succeed';
  const isWrong =
    (status === good && (script === 'fail' || script === 'hang')) || (status === bad && script !== 'fail');
  if (isWrong) throw new Error(`${arn} ended ${status} although its ${on} was scripted to ${script}`);
}

/** Which script decides on the end of what is in this status, and the two ends. */
const ENDS: ReadonlyMap<string, readonly [string, string, string]> = new Map([
  ['IN_PROGRESS', ['deployment', 'SUCCEEDED', 'FAILED']],
  ['CANCELLING', ['cancellation', 'CANCELLED', 'FAILED']],
  ['DELETE_IN_PROGRESS', ['deletion', 'DELETED', 'DELETE_FAILED']],
]);
