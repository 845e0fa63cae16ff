import { attachmentOf } from '../engine/targets.ts';
import { componentSuffix } from '../model/arns.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import { readServiceSpec } from '../specs/service-spec.ts';
import type { ComponentRecord, DeploymentState } from '../store/records.ts';
import { checkQuota, type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { chooseAttachment, detachedState, environmentForComponents } from './component-attachment.ts';
import { checkComponentFiles } from './component-files.ts';
import { onceByClientToken } from './idempotency.ts';
import {
  checkNotBeingDeleted,
  checkNotBusy,
  countDeployables,
  findByArn,
  findComponent,
  getComponent,
  getServiceInstance,
  ownByName,
} from './lookup.ts';
import { newDeployable } from './new-deployable.ts';
import { pageInOrder } from './pagination.ts';
import { tagNewResource } from './tagging.ts';
import { componentSummary, componentView } from './views/deployables.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-components.html */
export const componentOperations = {
  CreateComponent(input, call) {
    const { name, clientToken } = input;
    const create = (): ComponentRecord => {
      if (findComponent(call, name) !== undefined) {
        throw new ConflictException(`${ownArn(call, componentSuffix(name))} exists already`);
      }
      checkComponentFiles(input.manifest, input.templateFile);
      const { environmentName, attachment } = placeOf(call, input);
      checkQuota('components', countDeployables(call, 'COMPONENT'), call.parts.quotas.components);
      const base = newDeployable(call, componentSuffix(name), { ...attachment, templateFile: input.templateFile });
      tagNewResource(call, base.arn, input.tags);
      call.parts.engine.create({
        ...base,
        kind: 'COMPONENT',
        name,
        environmentName,
        description: input.description,
        manifest: input.manifest,
        lastModifiedAtMs: base.createdAtMs,
        lastClientRequestToken: clientToken,
      });
      return getComponent(call, name);
    };
    const find = (arn: string): ComponentRecord | undefined => findByArn(call, 'COMPONENT', arn);
    return { component: componentView(onceByClientToken(call, { operation: 'CreateComponent', input }, find, create)) };
  },

  GetComponent(input, call) {
    return { component: componentView(getComponent(call, input.name)) };
  },

  ListComponents(input, call) {
    const fits = (record: ComponentRecord): boolean => {
      const { serviceName, serviceInstanceName } = attachmentOf(record);
      return (
        (input.environmentName === undefined || input.environmentName === record.environmentName) &&
        (input.serviceName === undefined || input.serviceName === serviceName) &&
        (input.serviceInstanceName === undefined || input.serviceInstanceName === serviceInstanceName)
      );
    };
    const { items, nextToken } = pageInOrder(call, {
      operation: 'ListComponents',
      input,
      records: ownByName(call, 'COMPONENT'),
      pick: (record) => (record.kind === 'COMPONENT' && fits(record) ? record : undefined),
    });
    return { components: items.map(componentSummary), nextToken };
  },

  UpdateComponent(input, call) {
    const { name } = input;
    const find = (arn: string): ComponentRecord | undefined => findByArn(call, 'COMPONENT', arn);
    const updated = onceByClientToken(call, { operation: 'UpdateComponent', input }, find, () => {
      const component = getComponent(call, name);
      const touched: ComponentRecord = {
        ...component,
        description: input.description ?? component.description,
        lastModifiedAtMs: call.parts.clock.now(),
        lastClientRequestToken: input.clientToken ?? component.lastClientRequestToken,
      };
      if (input.deploymentType === 'NONE') {
        checkNotBeingDeleted(component);
        checkOnlyDescription(input);
        call.parts.store.deployables.set(touched.arn, touched);
        return touched;
      }
      checkNotBusy(component);
      checkComponentFiles(component.manifest, input.templateFile);
      checkInstanceNotBusy(call, attachmentOf(component));
      const attachment = chooseAttachment(call, component, input);
      checkInstanceNotBusy(call, attachment);
      const templateFile = input.templateFile ?? attachmentOf(component).templateFile;
      call.parts.engine.update(touched, { target: { ...attachment, templateFile } }, call.expectedDeploymentId);
      return getComponent(call, name);
    });
    return { component: componentView(updated) };
  },

  CancelComponentDeployment(input, call) {
    call.parts.engine.cancel(getComponent(call, input.componentName), call.expectedDeploymentId);
    return { component: componentView(getComponent(call, input.componentName)) };
  },

  DeleteComponent(input, call) {
    const component = getComponent(call, input.name);
    if (component.deploymentStatus === 'DELETE_IN_PROGRESS') return { component: componentView(component) };
    checkNotBusy(component);
    const { serviceName, serviceInstanceName } = attachmentOf(component);
    if (serviceName !== undefined && component.deployed !== undefined) {
      throw new ConflictException(
        `${component.arn} is attached to service instance ${serviceName}/${serviceInstanceName}. Detach it first.`,
      );
    }
    call.parts.engine.remove(component);
    return { component: componentView(getComponent(call, input.name)) };
  },
} satisfies Partial<OperationHandlers>;

/** Where a new component goes: attached to a service instance, or detached in an environment. */
function placeOf(
  call: OperationCall,
  input: InputOf<'CreateComponent'>,
): { environmentName: string; attachment: DeploymentState } {
  const { serviceName, serviceInstanceName, serviceSpec, environmentName } = input;
  if ((serviceName === undefined) !== (serviceInstanceName === undefined)) {
    throw new ValidationException('Give both serviceName and serviceInstanceName, or neither.');
  }
  if (serviceName === undefined || serviceInstanceName === undefined) {
    if (serviceSpec !== undefined)
      throw new ValidationException('serviceSpec is only for a component that is attached.');
    if (environmentName === undefined) {
      throw new ValidationException('Give environmentName, or serviceName and serviceInstanceName.');
    }
    environmentForComponents(call, environmentName);
    return { environmentName, attachment: detachedState() };
  }
  const instance = getServiceInstance(call, serviceName, serviceInstanceName);
  if (environmentName !== undefined && environmentName !== instance.environmentName) {
    throw new ValidationException(`Service instance ${instance.name} is in environment ${instance.environmentName}.`);
  }
  environmentForComponents(call, instance.environmentName);
  if (serviceSpec === undefined) throw new ValidationException('An attached component needs a serviceSpec.');
  readServiceSpec(serviceSpec);
  const attachment = chooseAttachment(call, undefined, { serviceName, serviceInstanceName, serviceSpec });
  checkInstanceNotBusy(call, attachment);
  return { environmentName: instance.environmentName, attachment };
}

function checkOnlyDescription(input: InputOf<'UpdateComponent'>): void {
  const { serviceName, serviceInstanceName, serviceSpec, templateFile } = input;
  if ([serviceName, serviceInstanceName, serviceSpec, templateFile].some((member) => member !== undefined)) {
    throw new ValidationException('With deployment type NONE only the description can be given.');
  }
}

/** Component and service instance block each other (https://docs.aws.amazon.com/proton/latest/APIReference/API_UpdateComponent.html). */
function checkInstanceNotBusy(call: OperationCall, { serviceName, serviceInstanceName }: DeploymentState): void {
  if (serviceName === undefined || serviceInstanceName === undefined) return;
  checkNotBusy(getServiceInstance(call, serviceName, serviceInstanceName));
}
