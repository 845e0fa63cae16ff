import { isDeepStrictEqual } from 'node:util';
import { SHAPES } from '../model/shapes.ts';
import { CURRENT_VALUE, fillCurrentValues, keepsCurrentValues } from './current-values.ts';
import {
  isMapping,
  type Mapping,
  memberOf,
  parseSpecDocument,
  unreadableSpec,
  writeSpecDocument,
} from './spec-document.ts';

/** A service spec that was read and found well formed. */
export interface ServiceSpec {
  /** As sent, or written anew where current values were filled in (A23). */
  readonly text: string;
  /** As sent: the lines of a refusal are those of what the caller wrote. */
  readonly sent: string;
  readonly document: Mapping;
  readonly hasPipeline: boolean;
  readonly instances: readonly ServiceSpecInstance[];
}
export interface ServiceSpecInstance {
  readonly name: string;
  readonly environmentName: string;
  /** The item of the `instances` list. */
  readonly item: Mapping;
}

const NAME_PATTERN = new RegExp(SHAPES.ResourceName.pattern);

/**
 * Reads a service spec.
 * @param current gives what is live, for `${Proton::CURRENT_VAL}`; without it there are no current values to keep
 * @throws ValidationException when it is not a service spec with at least one instance (A19)
 */
export function readServiceSpec(text: string, current?: () => Mapping): ServiceSpec {
  const given = parseSpecDocument(text, 'ServiceSpec');
  if (!keepsCurrentValues(text)) return specOf(text, text, given);
  const filled = fillCurrentValues(given, current?.(), '');
  const document = isMapping(filled) ? filled : given;
  return specOf(writeSpecDocument(document), text, document);
}

function specOf(text: string, sent: string, document: Mapping): ServiceSpec {
  const items = memberOf(document, 'instances');
  if (!Array.isArray(items) || items.length === 0) {
    throw unreadableSpec('ServiceSpec', '"instances" must be a list with at least one service instance');
  }
  const instances = items.map((item: unknown, index) => instanceOf(item, index));
  const names = new Set(instances.map((instance) => instance.name));
  if (names.size !== instances.length) throw unreadableSpec('ServiceSpec', 'two of its instances have the same name');
  const pipeline = memberOf(document, 'pipeline');
  if (pipeline !== undefined && pipeline !== null && !isMapping(pipeline)) {
    throw unreadableSpec('ServiceSpec', '"pipeline" must be a mapping');
  }
  return { text, sent, document, hasPipeline: pipeline !== undefined, instances };
}

function instanceOf(item: unknown, index: number): ServiceSpecInstance {
  const place = `instances[${index}]`;
  if (!isMapping(item)) throw unreadableSpec('ServiceSpec', `${place} must be a mapping`);
  const name = memberOf(item, 'name');
  const environmentName = memberOf(item, 'environment');
  if (!isResourceName(name)) throw unreadableSpec('ServiceSpec', `${place}.name must be a resource name`);
  if (!isResourceName(environmentName)) {
    throw unreadableSpec('ServiceSpec', `${place}.environment must be the name of an environment`);
  }
  const inputs = memberOf(item, 'spec');
  if (inputs !== undefined && inputs !== null && !isMapping(inputs) && inputs !== CURRENT_VALUE) {
    throw unreadableSpec('ServiceSpec', `${place}.spec must be a mapping`);
  }
  return { name, environmentName, item };
}

function isResourceName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= SHAPES.ResourceName.maxLength && NAME_PATTERN.test(value);
}

/** The instance of that name in a spec. */
export function instanceInSpec(spec: ServiceSpec, name: string): ServiceSpecInstance | undefined {
  return spec.instances.find((instance) => instance.name === name);
}

/** Whether two specs give the pipeline the same inputs. */
export function samePipeline(left: Mapping, right: Mapping): boolean {
  return isDeepStrictEqual(memberOf(left, 'pipeline') ?? {}, memberOf(right, 'pipeline') ?? {});
}

/** Whether two items of `instances` give an instance the same environment and inputs. */
export function sameInstance(left: Mapping, right: Mapping): boolean {
  const essence = (item: Mapping) => [memberOf(item, 'environment'), memberOf(item, 'spec') ?? {}];
  return isDeepStrictEqual(essence(left), essence(right));
}

/** The text of a service's spec with one more instance, taken from that instance's own spec (A20). */
export function specWithInstance(serviceSpec: string, instanceSpec: string, instanceName: string): string {
  const service = readServiceSpec(serviceSpec);
  const item = instanceInSpec(readServiceSpec(instanceSpec), instanceName)?.item;
  if (item === undefined || instanceInSpec(service, instanceName) !== undefined) return serviceSpec;
  const instances = [...service.instances.map((instance) => instance.item), item];
  return writeSpecDocument({ ...service.document, instances });
}

/** What is live of a service as one document: the base of CURRENT_VAL in every update of the service or a part. */
export function currentDocument(
  serviceSpec: string,
  live: { readonly pipelineSpec?: string | undefined; readonly instanceSpecs: ReadonlyMap<string, string> },
): Mapping {
  const service = readServiceSpec(serviceSpec);
  const items = new Map(service.instances.map((instance) => [instance.name, instance.item]));
  for (const [name, text] of live.instanceSpecs) {
    const item = instanceInSpec(readServiceSpec(text), name)?.item;
    if (item !== undefined) items.set(name, item);
  }
  const pipelineDocument =
    live.pipelineSpec === undefined ? service.document : readServiceSpec(live.pipelineSpec).document;
  const pipeline = memberOf(pipelineDocument, 'pipeline');
  return { ...service.document, ...(pipeline !== undefined && { pipeline }), instances: [...items.values()] };
}
