import { parse } from 'yaml';
import { mappingOf } from '../support/world.ts';

/** Keeps the value that is live (https://docs.aws.amazon.com/proton/latest/userguide/ag-create-svc.html). */
const CURRENT = '${Proton::CURRENT_VAL}';

/** What a service spec of these tests says. */
export interface SpecValue {
  readonly pipeline?: string | undefined;
  readonly instances: ReadonlyMap<string, InstanceValue>;
}
interface InstanceValue {
  readonly environment: string;
  readonly size: string;
}

/** Text of a service spec; a size or pipeline input `current` keeps the live one. */
export function writeSpec(spec: SpecValue): string {
  const input = (value: string): string => JSON.stringify(value === 'current' ? CURRENT : value);
  const pipeline = spec.pipeline === undefined ? '' : `pipeline:\n  target: ${input(spec.pipeline)}\n`;
  const items = [...spec.instances].map(
    ([name, { environment, size }]) =>
      `  - name: ${name}\n    environment: ${environment}\n    spec:\n      size: ${input(size)}\n`,
  );
  return `proton: ServiceSpec\n${pipeline}instances:\n${items.join('')}`;
}

/** The same few specs are read again and again. */
const known = new Map<string, SpecValue>();

/** Reads what `writeSpec` wrote, or what the control plane made of it, whatever its layout (A23). */
export function readSpec(text: string): SpecValue {
  const spec = known.get(text) ?? parseSpec(text);
  known.set(text, spec);
  return spec;
}

function parseSpec(text: string): SpecValue {
  const document = mappingOf(parse(text));
  const items: unknown[] = Array.isArray(document['instances']) ? document['instances'] : [];
  const instances = items.map((item): [string, InstanceValue] => {
    const { name, environment, spec } = mappingOf(item);
    return [String(name), { environment: String(environment), size: String(mappingOf(spec)['size']) }];
  });
  const pipeline = document['pipeline'] === undefined ? undefined : String(mappingOf(document['pipeline'])['target']);
  return { pipeline, instances: new Map(instances) };
}

/** Puts what is live where the spec keeps it. */
export function fillIn(spec: SpecValue, live: SpecValue): SpecValue {
  const kept = (value: string, current: string | undefined): string => (value === CURRENT ? (current ?? value) : value);
  return {
    pipeline: spec.pipeline === undefined ? undefined : kept(spec.pipeline, live.pipeline),
    instances: new Map(
      [...spec.instances].map(([name, { environment, size }]) => [
        name,
        { environment, size: kept(size, live.instances.get(name)?.size) },
      ]),
    ),
  };
}
