import type { Deployable, Model, Placed } from './model.ts';
import { readSpec, type SpecValue } from './spec-values.ts';

/** What is to be seen of one resource, the same members whether read through the API or expected by the model. */
export interface Fact {
  readonly status: string | undefined;
  readonly message?: string | undefined;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly spec?: SpecValue | string | undefined;
  readonly createdAt?: number | undefined;
  readonly template?: string | undefined;
  readonly environment?: string | undefined;
  readonly attemptedAt?: number | undefined;
  readonly succeededAt?: number | undefined;
  readonly newest?: string | undefined;
  readonly succeeded?: string | undefined;
  readonly attachment?: Placed | undefined;
  readonly initial?: Placed | undefined;
  readonly target?: Placed | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
  readonly more?: string | undefined;
}
export type Facts = ReadonlyMap<string, Fact>;

/** Completes a fact, so that two can be compared member by member. */
export function fact(known: Fact): Fact {
  return {
    message: undefined,
    description: undefined,
    version: undefined,
    spec: undefined,
    createdAt: undefined,
    template: undefined,
    environment: undefined,
    attemptedAt: undefined,
    succeededAt: undefined,
    newest: undefined,
    succeeded: undefined,
    attachment: undefined,
    initial: undefined,
    target: undefined,
    tags: undefined,
    more: undefined,
    ...known,
  };
}

/** What the API says was put in place, in the form of the model. */
export function placed(state: Readonly<Record<string, unknown>>): Placed {
  const { templateMajorVersion: major, templateMinorVersion: minor, spec } = state;
  const { serviceName, serviceInstanceName, serviceSpec, templateFile } = state;
  return completed({
    version: typeof major === 'string' ? `${major}.${String(minor)}` : undefined,
    spec: specOf(spec),
    serviceName: text(serviceName),
    serviceInstanceName: text(serviceInstanceName),
    serviceSpec: text(serviceSpec),
    templateFile: text(templateFile),
  });
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Service specs are compared by what they say, environment specs by their text. */
export function specOf(text: unknown): SpecValue | string | undefined {
  if (typeof text !== 'string') return undefined;
  return text.startsWith('proton: ServiceSpec') ? readSpec(text) : text;
}

export function completed(state: Placed): Placed {
  const { version, spec, serviceName, serviceInstanceName, serviceSpec, templateFile } = state;
  return { version, spec, serviceName, serviceInstanceName, serviceSpec, templateFile };
}

/** What the model expects to be visible. */
export function expectedFacts(model: Model): Facts {
  const facts = new Map<string, Fact>();
  const tagsOf = (arn: string): ReadonlyMap<string, string> => model.tags.get(arn) ?? new Map<string, string>();
  const add = (arn: string, known: Omit<Fact, 'status' | 'tags'>): unknown =>
    facts.set(arn, fact({ status: model.history.statusOf(arn), tags: tagsOf(arn), ...known }));
  for (const record of model.deployables.values()) {
    add(record.arn, deployableFact(record, model.history.statusOf(record.arn)));
  }
  for (const { arn, description, spec, templateName } of model.services.values()) {
    add(arn, { description, spec, template: templateName });
  }
  for (const { arn, description } of model.templates.values()) {
    facts.set(arn, fact({ status: undefined, tags: tagsOf(arn), description }));
  }
  for (const { arn, description, createdAtMs } of model.versions.values()) {
    add(arn, { description, createdAt: createdAtMs / 1000 });
  }
  for (const { arn, roleArn, environmentName, account, managementAccount } of model.connections.values()) {
    add(arn, { environment: environmentName, more: `${account} ${managementAccount} ${roleArn}` });
  }
  for (const { id, targetArn, initial, target } of model.deployments.values()) {
    const account = targetArn.split(':')[4];
    const arn = `arn:aws:proton:${targetArn.split(':')[3]}:${account}:deployment/${id}`;
    facts.set(
      arn,
      fact({
        status: model.history.statusOf(arn),
        initial: initial === undefined ? undefined : completed(initial),
        target: target === undefined ? undefined : completed(target),
        more: targetArn,
      }),
    );
  }
  for (const { arn, connectionArn } of model.repositories.values()) {
    facts.set(arn, fact({ status: undefined, more: connectionArn, tags: tagsOf(arn) }));
  }
  addSyncs(model, facts);
  return facts;
}

function addSyncs(model: Model, facts: Map<string, Fact>): void {
  for (const [arn, { repository, branch, path }] of [...model.serviceSyncs, ...model.templateSyncs]) {
    facts.set(`sync of ${arn}`, fact({ status: undefined, more: `${repository} ${branch} ${path}` }));
  }
  for (const [id, { service, instance, resolved }] of model.blockers) {
    const isShown = instance === undefined || model.deployables.has(`${service}/service-instance/${instance}`);
    const name = model.services.get(service)?.name;
    if (isShown && !resolved) facts.set(`blocker ${id}`, fact({ status: 'ACTIVE', more: `${name} ${instance ?? ''}` }));
  }
}

function deployableFact(record: Deployable, status: string | undefined): Omit<Fact, 'status' | 'tags'> {
  const { kind, live, attempted, connectionId } = record;
  const { serviceName, serviceInstanceName, serviceSpec } = live ?? attempted;
  // A pipeline shows the new spec beside the old version while it is deployed (UpdateServicePipeline example).
  const showsAttempt = kind === 'SERVICE_PIPELINE' && status === 'IN_PROGRESS';
  return {
    message: status === 'CANCELLED' ? 'User initiated cancellation.' : undefined,
    description: record.description,
    version: live?.version,
    spec: showsAttempt ? attempted.spec : live?.spec,
    createdAt: record.createdAtMs / 1000,
    template: record.templateName,
    environment: record.environmentName,
    attemptedAt: inSeconds(record.attemptedAtMs),
    succeededAt: inSeconds(record.succeededAtMs),
    newest: record.newestDeployment,
    succeeded: record.succeededDeployment,
    attachment: kind === 'COMPONENT' ? completed({ serviceName, serviceInstanceName, serviceSpec }) : undefined,
    more: connectionId,
  };
}

function inSeconds(timeMs: number | undefined): number | undefined {
  return timeMs === undefined ? undefined : timeMs / 1000;
}
