import { parse, stringify } from 'yaml';

/** Any part of an answer. */
export type Member = string | number | boolean | null | readonly Member[] | { readonly [name: string]: Member };

interface Instance {
  readonly name: string;
  readonly environment: string;
  readonly spec: Readonly<Record<string, string>>;
}

/** What a service spec says. */
export interface Spec {
  readonly [name: string]: Member;
  readonly proton: 'ServiceSpec';
  readonly pipeline: Readonly<Record<string, string>>;
  readonly instances: readonly (Instance & { readonly [name: string]: Member })[];
}

/** The inputs of the examples' templates; the optional ones may be left out. */
export function pipelineInputs(required: string, optional: string): Readonly<Record<string, string>> {
  return { my_sample_pipeline_required_input: required, my_sample_pipeline_optional_input: optional };
}
export function instance(name: string, environment: string, required: string, optional?: string): Spec['instances'][0] {
  return {
    name,
    environment,
    spec: {
      my_sample_service_instance_required_input: required,
      ...(optional !== undefined && { my_sample_service_instance_optional_input: optional }),
    },
  };
}
export function serviceSpec(pipeline: Spec['pipeline'], ...instances: Spec['instances']): Spec {
  return { proton: 'ServiceSpec', pipeline, instances };
}

export function writeSpec(spec: Spec): string {
  return stringify(spec);
}

/** An answer with what its specs say in the place of their texts. */
export function withSpecsRead(answer: unknown): Member {
  if (Array.isArray(answer)) return answer.map((item: unknown) => withSpecsRead(item));
  if (typeof answer !== 'object' || answer === null) return plain(answer);
  const members = Object.entries(answer).map(([name, member]: [string, unknown]) => [
    name,
    name === 'spec' && typeof member === 'string' ? withSpecsRead(parse(member)) : withSpecsRead(member),
  ]);
  return Object.fromEntries(members);
}

function plain(value: unknown): Member {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw new TypeError(`no part of an answer: ${typeof value}`);
}
