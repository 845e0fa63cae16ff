import { componentArn, instanceArn, type Placed } from '../model.ts';
import { type Effects, pairs, setTags } from './effect.ts';

export const componentEffects = {
  CreateComponent(model, input, { account, nowMs }) {
    const arn = componentArn(account, input.name);
    if (model.deployables.has(arn)) return;
    const { serviceName, serviceInstanceName, serviceSpec, templateFile } = input;
    const instance = model.deployables.get(instanceArn(account, serviceName ?? '', serviceInstanceName ?? ''));
    model.deployables.set(arn, {
      kind: 'COMPONENT',
      account,
      arn,
      name: input.name,
      createdAtMs: nowMs,
      environmentName: instance?.environmentName ?? input.environmentName ?? '',
      description: input.description,
      action: 'CREATE',
      attempted: { serviceName, serviceInstanceName, serviceSpec, templateFile },
      joinsSpec: false,
    });
    setTags(model, arn, pairs(input.tags));
  },

  UpdateComponent(model, input, { account }) {
    const component = model.deployables.get(componentArn(account, input.name));
    if (component === undefined) return;
    component.description = input.description ?? component.description;
    if (input.deploymentType === 'NONE') return;
    const present = component.live ?? component.attempted;
    component.action = 'UPDATE';
    component.attempted = {
      ...attachment(present, input),
      templateFile: input.templateFile ?? present.templateFile,
    };
  },
} satisfies Effects;

/** Two empty names detach, none keep, others attach. */
function attachment(present: Placed, { serviceName, serviceInstanceName, serviceSpec }: Placed): Placed {
  if (serviceName === '') return {};
  const kept =
    serviceName === undefined ||
    (serviceName === present.serviceName && serviceInstanceName === present.serviceInstanceName);
  return kept
    ? { ...present, serviceSpec: serviceSpec ?? present.serviceSpec }
    : { serviceName, serviceInstanceName, serviceSpec };
}
