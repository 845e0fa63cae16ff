import { serviceChange } from '../events/changes.ts';
import { arnOf, servicePipelineSuffix, serviceSuffix } from '../model/arns.ts';
import { isBusy, type ServiceStatus } from '../model/statuses.ts';
import { specWithInstance } from '../specs/service-spec.ts';
import type {
  DeployableRecord,
  DeploymentRecord,
  ServiceInstanceRecord,
  ServicePipelineRecord,
  ServiceRecord,
  ServiceWorkflow,
} from '../store/records.ts';
import type { DeploymentEngine } from './deployments.ts';
import type { EngineContext } from './engine-context.ts';

/**
 * The life of a service as a whole: its instances and its pipeline, in the order of the AWS Proton User Guide
 * (ag-create-svc, ag-svc-update, ag-svc-delete): additions, then removals, then the pipeline.
 */
export interface ServiceWorkflows {
  /** Puts a new service and its parts in the store and starts to deploy them. */
  create(
    service: ServiceRecord,
    instances: readonly ServiceInstanceRecord[],
    pipeline: ServicePipelineRecord | undefined,
  ): ServiceRecord;
  /** Adds and removes instances, then deploys the pipeline again. */
  edit(service: ServiceRecord, edit: ServiceEdit): ServiceRecord;
  remove(service: ServiceRecord, parts: readonly DeployableRecord[]): ServiceRecord;
  /** Continues the service that an ended deployment belongs to. */
  deploymentEnded(deployment: DeploymentRecord, record: DeployableRecord | undefined): void;
}
export interface ServiceEdit {
  readonly spec: string;
  readonly adding: readonly ServiceInstanceRecord[];
  readonly removing: readonly ServiceInstanceRecord[];
  readonly pipeline: ServicePipelineRecord | undefined;
}

/** @param engine looked up late, because engine and workflows need each other */
export function createServiceWorkflows(parts: EngineContext, engine: () => DeploymentEngine): ServiceWorkflows {
  const { store, clock, outbox } = parts;

  function transition(service: ServiceRecord, to: ServiceStatus, change: Partial<ServiceRecord> = {}): ServiceRecord {
    const changed: ServiceRecord = { ...service, statusMessage: undefined, ...change, status: to };
    store.services.set(changed.arn, changed);
    if (service.status !== to) outbox.add(serviceChange(changed, { from: service.status, to }));
    return changed;
  }

  function existing(arns: readonly string[]): DeployableRecord[] {
    return arns.flatMap((arn) => store.deployables.get(arn) ?? []);
  }
  const anyBusy = (arns: readonly string[]): boolean =>
    existing(arns).some((record) => isBusy(record.deploymentStatus));

  function pipelineOf(service: ServiceRecord): DeployableRecord | undefined {
    return store.deployables.get(
      arnOf({ region: parts.region, accountId: service.accountId }, servicePipelineSuffix(service.name)),
    );
  }

  function advance(service: ServiceRecord, workflow: ServiceWorkflow): void {
    if (workflow.action === 'DELETE') afterRemoval(service, workflow);
    else if (workflow.phase === 'ADDING') afterAdding(service, workflow);
    else if (workflow.phase === 'REMOVING') afterRemovingSome(service, workflow);
    else if (workflow.phase === 'PIPELINE') afterPipeline(service, workflow);
    else afterCleanup(service, workflow);
  }

  function enter(service: ServiceRecord, workflow: ServiceWorkflow, phase: ServiceWorkflow['phase']): void {
    const next = { ...workflow, phase };
    const changed = { ...service, workflow: next };
    store.services.set(service.arn, changed);
    advance(changed, next);
  }

  function afterAdding(service: ServiceRecord, workflow: ServiceWorkflow): void {
    if (anyBusy(workflow.adding)) return;
    const failed = existing(workflow.adding).filter((record) => record.deploymentStatus !== 'SUCCEEDED');
    if (failed.length > 0) {
      additionsFailed(service, workflow, failed);
      return;
    }
    for (const record of existing(workflow.removing)) engine().release(record);
    enter(service, workflow, 'REMOVING');
  }

  function additionsFailed(service: ServiceRecord, workflow: ServiceWorkflow, failed: DeployableRecord[]): void {
    const arns = failed.map((record) => record.arn).join(', ');
    const pipeline = pipelineOf(service);
    // Wording as seen on a real pipeline: https://github.com/aws-samples/aws-proton-cloudformation-sample-templates/issues/47
    const message = `Service Instance(s): [${arns}] failed to deploy - canceling pipeline deployment`;
    if (workflow.action === 'CREATE') {
      transition(service, 'CREATE_FAILED', { workflow: undefined, statusMessage: `Failed to deploy: ${arns}` });
      if (pipeline?.deploymentStatus === 'IN_PROGRESS') engine().end(pipeline, 'FAILED', message);
      return;
    }
    const cleaning = { ...workflow, phase: 'CLEANING_UP' as const };
    const reverted = { spec: workflow.previousSpec ?? service.spec, workflow: cleaning };
    transition(service, 'UPDATE_FAILED_CLEANUP_IN_PROGRESS', reverted);
    for (const record of existing(workflow.removing)) engine().withdrawRemoval(record);
    for (const record of existing(workflow.adding)) engine().remove(record);
    if (pipeline?.deploymentStatus === 'IN_PROGRESS') engine().end(pipeline, 'FAILED', message);
  }

  function afterRemovingSome(service: ServiceRecord, workflow: ServiceWorkflow): void {
    if (anyBusy(workflow.removing)) return;
    const pipeline = pipelineOf(service);
    if (pipeline !== undefined) engine().release(pipeline);
    enter(service, workflow, 'PIPELINE');
  }

  function afterPipeline(service: ServiceRecord, workflow: ServiceWorkflow): void {
    const pipeline = pipelineOf(service);
    if (pipeline !== undefined && isBusy(pipeline.deploymentStatus)) return;
    const settled = { workflow: undefined, lastModifiedAtMs: clock.now() };
    const notRemoved = existing(workflow.removing).map((record) => record.arn);
    if (pipeline !== undefined && pipeline.deploymentStatus !== 'SUCCEEDED') {
      const statusMessage = `The pipeline was not deployed: ${pipeline.deploymentStatus}`;
      transition(service, workflow.action === 'CREATE' ? 'CREATE_FAILED' : 'UPDATE_FAILED', {
        ...settled,
        statusMessage,
      });
    } else if (notRemoved.length > 0) {
      const statusMessage = `Failed to delete: ${notRemoved.join(', ')}`;
      transition(service, 'UPDATE_COMPLETE_CLEANUP_FAILED', { ...settled, statusMessage });
    } else {
      transition(service, 'ACTIVE', settled);
    }
  }

  function afterCleanup(service: ServiceRecord, workflow: ServiceWorkflow): void {
    if (anyBusy(workflow.adding)) return;
    const left = existing(workflow.adding).map((record) => record.arn);
    if (left.length === 0) {
      transition(service, 'UPDATE_FAILED_CLEANUP_COMPLETE', { workflow: undefined });
    } else {
      const statusMessage = `Failed to delete: ${left.join(', ')}`;
      transition(service, 'UPDATE_FAILED_CLEANUP_FAILED', { workflow: undefined, statusMessage });
    }
  }

  function afterRemoval(service: ServiceRecord, workflow: ServiceWorkflow): void {
    if (anyBusy(workflow.removing)) return;
    const left = existing(workflow.removing).map((record) => record.arn);
    if (left.length > 0) {
      const statusMessage = `Failed to delete: ${left.join(', ')}`;
      transition(service, 'DELETE_FAILED', { workflow: undefined, statusMessage });
      return;
    }
    store.services.delete(service.arn);
    store.serviceSyncConfigs.delete(service.arn);
    for (const { id, accountId, serviceName } of store.syncBlockers.values()) {
      if (accountId === service.accountId && serviceName === service.name) store.syncBlockers.delete(id);
    }
    store.tags.delete(service.arn);
    outbox.add(serviceChange(service, { from: service.status, to: 'DELETED' }));
  }

  function joinSpec(service: ServiceRecord, instance: ServiceInstanceRecord): ServiceRecord {
    store.deployables.set(instance.arn, { ...instance, joinsServiceSpec: false });
    const join = (spec: string): string => specWithInstance(spec, instance.deployed?.spec ?? '', instance.name);
    const { workflow } = service;
    const changed: ServiceRecord = {
      ...service,
      spec: join(service.spec),
      lastModifiedAtMs: clock.now(),
      // An edit that runs meanwhile must not lose the instance again when it fails and the spec reverts.
      ...(workflow?.previousSpec !== undefined && {
        workflow: { ...workflow, previousSpec: join(workflow.previousSpec) },
      }),
    };
    store.services.set(service.arn, changed);
    return changed;
  }

  return {
    create(service, instances, pipeline) {
      const workflow: ServiceWorkflow = {
        action: 'CREATE',
        phase: 'ADDING',
        adding: instances.map((instance) => instance.arn),
        removing: [],
      };
      const begun = { ...service, workflow };
      store.services.set(begun.arn, begun);
      outbox.add(serviceChange(begun, { to: begun.status }));
      for (const instance of instances) engine().create(instance);
      if (pipeline !== undefined) engine().create(pipeline, { waiting: true });
      return begun;
    },

    edit(service, edit) {
      const workflow: ServiceWorkflow = {
        action: 'UPDATE',
        phase: 'ADDING',
        adding: edit.adding.map((instance) => instance.arn),
        removing: edit.removing.map((instance) => instance.arn),
        previousSpec: service.spec,
      };
      const begun = transition(service, 'UPDATE_IN_PROGRESS', { spec: edit.spec, workflow });
      if (edit.pipeline !== undefined) {
        const target = { ...(edit.pipeline.deployed ?? edit.pipeline.attempted), spec: edit.spec };
        engine().update(edit.pipeline, { target, waiting: true });
      }
      for (const instance of edit.removing) engine().remove(instance, { waiting: true });
      for (const instance of edit.adding) engine().create(instance);
      advance(begun, workflow);
      return begun;
    },

    remove(service, records) {
      const removing = records.map((record) => record.arn);
      const workflow: ServiceWorkflow = { action: 'DELETE', phase: 'REMOVING', adding: [], removing };
      const begun = transition(service, 'DELETE_IN_PROGRESS', { workflow, lastModifiedAtMs: clock.now() });
      for (const record of records) engine().remove(record);
      advance(begun, workflow);
      return begun;
    },

    deploymentEnded(deployment, record) {
      if (deployment.serviceName === undefined || deployment.targetKind === 'COMPONENT') return;
      const owner = { region: parts.region, accountId: deployment.accountId };
      const found = store.services.get(arnOf(owner, serviceSuffix(deployment.serviceName)));
      if (found === undefined) return;
      let service = found;
      if (record?.kind === 'SERVICE_INSTANCE' && record.joinsServiceSpec && deployment.status === 'SUCCEEDED') {
        service = joinSpec(service, record);
      }
      if (service.workflow !== undefined) advance(service, service.workflow);
    },
  };
}
