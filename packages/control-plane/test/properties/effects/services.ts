import {
  type Deployable,
  instanceArn,
  instancesOf,
  type Model,
  pipelineArn,
  recommendedVersion,
  type Service,
  serviceArn,
  templateArn,
} from '../model.ts';
import { fillIn, readSpec, type SpecValue } from '../spec-values.ts';
import { type Effects, pairs, setTags } from './effect.ts';
import { versionForUpdate } from './environments.ts';
import { blockSync } from './syncs.ts';

export const serviceEffects = {
  CreateService(model, input, { account, nowMs }) {
    const arn = serviceArn(account, input.name);
    if (model.services.has(arn)) return;
    const { templateName, templateMajorVersion: major, templateMinorVersion: minor } = input;
    const version =
      minor === undefined
        ? recommendedVersion(model, templateArn(account, 'service', templateName), major)
        : `${major}.${minor}`;
    const spec = readSpec(input.spec);
    const { name, description } = input;
    const service: Service = { account, arn, name, templateName, version: version ?? '', description, spec };
    model.services.set(arn, service);
    setTags(model, arn, pairs(input.tags));
    for (const instance of spec.instances.keys()) addInstance(model, service, spec, instance, nowMs);
    if (spec.pipeline === undefined) return;
    addPart(model, service, {
      kind: 'SERVICE_PIPELINE',
      arn: pipelineArn(account, name),
      name: 'pipeline',
      attempted: { version, spec },
      createdAtMs: nowMs,
    });
  },

  UpdateService(model, input, by) {
    const { account, nowMs } = by;
    const service = model.services.get(serviceArn(account, input.name));
    if (service === undefined) return;
    service.description = input.description ?? service.description;
    if (input.spec === undefined) return;
    const spec = fillIn(readSpec(input.spec), liveSpec(model, service));
    const present = instancesOf(model, service);
    const added = [...spec.instances.keys()].filter((name) => present.every((instance) => instance.name !== name));
    if (added.length === 0 && present.every(({ name }) => spec.instances.has(name))) return;
    service.specBefore = service.spec;
    service.spec = spec;
    for (const name of added) addInstance(model, service, spec, name, nowMs);
    for (const name of added) blockSync(model, service.name, name, by);
    if (present.some(({ name }) => !spec.instances.has(name))) blockSync(model, service.name, undefined, by);
    const pipeline = model.deployables.get(pipelineArn(account, service.name));
    if (pipeline === undefined) return;
    pipeline.action = 'UPDATE';
    pipeline.attempted = { ...(pipeline.live ?? pipeline.attempted), spec };
  },

  CreateServiceInstance(model, input, by) {
    const { account, nowMs } = by;
    const service = model.services.get(serviceArn(account, input.serviceName));
    if (service === undefined || model.deployables.has(instanceArn(account, service.name, input.name))) return;
    const spec = fillIn(readSpec(input.spec), liveSpec(model, service));
    const instance = addInstance(model, service, spec, input.name, nowMs);
    instance.joinsSpec = true;
    setTags(model, instance.arn, model.tags.get(service.arn), pairs(input.tags));
    blockSync(model, service.name, input.name, by);
  },

  UpdateServiceInstance(model, input, by) {
    const { account } = by;
    const service = model.services.get(serviceArn(account, input.serviceName));
    const instance = model.deployables.get(instanceArn(account, input.serviceName, input.name));
    if (service === undefined || instance === undefined || input.deploymentType === 'NONE') return;
    instance.action = 'UPDATE';
    instance.attempted = {
      version: versionForUpdate(model, 'service', instance, input),
      spec: input.spec === undefined ? instance.live?.spec : fillIn(readSpec(input.spec), liveSpec(model, service)),
    };
    blockSync(model, service.name, instance.name, by);
  },

  UpdateServicePipeline(model, input, { account }) {
    const service = model.services.get(serviceArn(account, input.serviceName));
    const pipeline = model.deployables.get(pipelineArn(account, input.serviceName));
    if (service === undefined || pipeline === undefined || input.deploymentType === 'NONE') return;
    pipeline.action = 'UPDATE';
    pipeline.attempted = {
      version: versionForUpdate(model, 'service', pipeline, input),
      spec: fillIn(readSpec(input.spec), liveSpec(model, service)),
    };
  },
} satisfies Effects;

type NewPart = Pick<Deployable, 'kind' | 'arn' | 'name' | 'attempted' | 'createdAtMs' | 'environmentName'>;

/** Customer tags of the service go on to parts that are made later, too (AWS Proton User Guide, resources). */
function addPart(model: Model, service: Service, part: NewPart): Deployable {
  const { account, name: serviceName, templateName } = service;
  const added: Deployable = { ...part, account, serviceName, templateName, action: 'CREATE', joinsSpec: false };
  model.deployables.set(added.arn, added);
  setTags(model, added.arn, model.tags.get(service.arn));
  return added;
}

export function addInstance(
  model: Model,
  service: Service,
  spec: SpecValue,
  name: string,
  createdAtMs: number,
): Deployable {
  return addPart(model, service, {
    kind: 'SERVICE_INSTANCE',
    arn: instanceArn(service.account, service.name, name),
    name,
    environmentName: spec.instances.get(name)?.environment ?? '',
    attempted: { version: service.version, spec },
    createdAtMs,
  });
}

/** What `${Proton::CURRENT_VAL}` keeps: of an instance and of the pipeline what is deployed, else what the service says. */
export function liveSpec(model: Model, service: Service): SpecValue {
  const instances = new Map(service.spec.instances);
  for (const { name, live } of instancesOf(model, service)) {
    const own = typeof live?.spec === 'object' ? live.spec.instances.get(name) : undefined;
    if (own !== undefined) instances.set(name, own);
  }
  const deployed = model.deployables.get(pipelineArn(service.account, service.name))?.live?.spec;
  const pipeline = typeof deployed === 'object' ? deployed.pipeline : undefined;
  return { pipeline: pipeline ?? service.spec.pipeline, instances };
}
