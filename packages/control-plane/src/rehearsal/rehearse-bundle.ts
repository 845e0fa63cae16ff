import {
  type BundleFiles,
  bundleProblems,
  type CheckedBundle,
  checkBundle,
  RefusedBundleError,
  readBundle,
} from '../bundles/index.ts';
import { membersNamed, parseTemplate } from '../jinja/index.ts';
import type { TemplateKind } from '../model/arns.ts';
import { ProtonError } from '../model/errors.ts';
import { readServiceSpec } from '../specs/service-spec.ts';
import { writeSpecDocument } from '../specs/spec-document.ts';
import { exampleInputs, type GivenInputs } from './example-inputs.ts';
import { type Ending, type Output, Stage } from './stage.ts';

/** What a bundle is tried with. */
export interface RehearsalOptions {
  /** A spec for it; without one, inputs are made up from its schema. */
  readonly spec?: string | undefined;
  /** For a service bundle: the archive of the bundle of its environment. Without it, the outputs that the templates name are made up. */
  readonly environment?: Uint8Array | undefined;
}

/** What a bundle came to. */
export interface Rehearsal {
  readonly kind: TemplateKind;
  /** Each with its place and the reason. Empty when all went well. */
  readonly problems: readonly string[];
  readonly stacks: readonly RehearsedStack[];
  /** What was not tried, or was made up. */
  readonly notes: readonly string[];
}
export interface RehearsedStack {
  /** `environment`, `service instance blue` or `pipeline`. */
  readonly what: string;
  /** With which inputs it was deployed. */
  readonly inputs: 'spec' | GivenInputs;
  readonly resources: number;
  readonly outputs: readonly Output[];
}

const NAME = 'example';
const CUSTOMER_MANAGED = 'CUSTOMER_MANAGED' as const;

/**
 * Tries a bundle before it is registered anywhere: it is registered, rendered and deployed on a control plane in memory, with
 * the given spec, else with no more inputs than it needs and again with all that it can have.
 *
 * @param archive as it would be uploaded; `packDirectory` makes one
 * @throws RefusedBundleError when it cannot be told what the archive is
 */
export function rehearseBundle(archive: Uint8Array, options: RehearsalOptions = {}): Rehearsal {
  const files = readBundle(archive);
  const kind = kindOf(files);
  const provisioning = kind === 'environment' ? provisioningOf(files) : undefined;
  const problems = bundleProblems(kind, files, { provisioning });
  if (problems.length > 0) return { kind, problems, stacks: [], notes: [] };
  const bundle = checkBundle(kind, files, { provisioning });
  return new BundleRehearsal(kind, archive, bundle, provisioning, options).result();
}

/** Without infrastructure, its customers bring their own. */
function provisioningOf(files: BundleFiles): typeof CUSTOMER_MANAGED | undefined {
  return has(files, 'infrastructure') ? undefined : CUSTOMER_MANAGED;
}

function kindOf(files: BundleFiles): TemplateKind {
  if (has(files, 'instance_infrastructure')) return 'service';
  if (has(files, 'infrastructure') || !has(files, 'pipeline_infrastructure')) return 'environment';
  throw new RefusedBundleError('the directory instance_infrastructure is missing');
}

function has(files: BundleFiles, directory: string): boolean {
  return [...files.keys()].some((path) => path.startsWith(`${directory}/`));
}

class BundleRehearsal {
  readonly #kind: TemplateKind;
  readonly #archive: Uint8Array;
  readonly #bundle: CheckedBundle;
  readonly #provisioning: typeof CUSTOMER_MANAGED | undefined;
  readonly #options: RehearsalOptions;
  readonly #problems: string[] = [];
  readonly #stacks: RehearsedStack[] = [];
  readonly #notes: string[] = [];

  constructor(
    kind: TemplateKind,
    archive: Uint8Array,
    bundle: CheckedBundle,
    provisioning: typeof CUSTOMER_MANAGED | undefined,
    options: RehearsalOptions,
  ) {
    this.#kind = kind;
    this.#archive = archive;
    this.#bundle = bundle;
    this.#provisioning = provisioning;
    this.#options = options;
  }

  result(): Rehearsal {
    const { environment, serviceInstance } = this.#bundle.cloudFormationTemplates;
    const isRendered = (environment ?? serviceInstance) !== undefined || this.#provisioning !== undefined;
    if (!isRendered) this.#notes.push('only templates for CloudFormation are rendered: nothing was deployed');
    const variants = this.#options.spec === undefined ? (['required', 'all'] as const) : (['spec'] as const);
    if (isRendered) for (const inputs of variants) this.#deploy(inputs);
    return {
      kind: this.#kind,
      problems: [...new Set(this.#problems)],
      stacks: this.#stacks,
      notes: [...new Set(this.#notes)],
    };
  }

  /** On a stage of its own, as nothing of one variant may be seen in another. */
  #deploy(inputs: RehearsedStack['inputs']): void {
    const spec = inputs === 'spec' ? this.#options.spec : this.#exampleSpec(inputs);
    if (spec === undefined) return;
    const stage = new Stage();
    if (this.#kind === 'environment') this.#deployEnvironment(stage, spec, inputs);
    else this.#deployService(stage, spec, inputs);
  }

  #deployEnvironment(stage: Stage, spec: string, inputs: RehearsedStack['inputs']): void {
    const refusal = stage.register('environment', 'environment', this.#archive, this.#provisioning);
    if (refusal !== undefined) this.#problems.push(refusal);
    else this.#add('environment', inputs, stage.deployEnvironment(NAME, spec, this.#provisioning !== undefined));
  }

  #deployService(stage: Stage, spec: string, inputs: RehearsedStack['inputs']): void {
    const names = this.#environmentsIn(spec);
    if (names === undefined || !this.#makeEnvironments(stage, names)) return;
    const refusal = stage.register('service', 'service', this.#archive);
    if (refusal !== undefined) this.#problems.push(refusal);
    else {
      const withPipeline = this.#bundle.hasPipeline === true;
      const endings = stage.deployService(NAME, spec, withPipeline);
      // A pipeline whose instance has failed is not deployed, and says no more than that.
      const isFailed = endings.some(([what, { refusal }]) => what !== 'pipeline' && refusal !== undefined);
      for (const [what, ending] of endings) if (!isFailed || what !== 'pipeline') this.#add(what, inputs, ending);
    }
  }

  /** The environments that a service spec names, or undefined where it cannot be read. */
  #environmentsIn(spec: string): readonly string[] | undefined {
    try {
      return [...new Set(readServiceSpec(spec).instances.map(({ environmentName }) => environmentName))];
    } catch (error) {
      if (!(error instanceof ProtonError)) throw error;
      this.#problems.push(`spec: ${error.message}`);
      return undefined;
    }
  }

  #makeEnvironments(stage: Stage, names: readonly string[]): boolean {
    const { environment } = this.#options;
    const { refusals, spec, isCustomerManaged } =
      environment === undefined ? this.#standIn(stage) : given(stage, environment);
    const reasons =
      refusals.length > 0
        ? refusals
        : names.flatMap((name) => stage.deployEnvironment(name, spec, isCustomerManaged).refusal ?? []);
    this.#problems.push(...reasons.map((reason) => `environment: ${reason}`));
    return reasons.length === 0;
  }

  #standIn(stage: Stage): EnvironmentBundle {
    const names = Object.values(this.#bundle.cloudFormationTemplates).flatMap((template) =>
      typeof template === 'string' ? outputsNamed(template) : [],
    );
    if (names.length > 0) {
      const listed = [...new Set(names)].sort().join(', ');
      this.#notes.push(`outputs of the environment are made up: ${listed}. Give its bundle for those that it has`);
    }
    const outputs = Object.fromEntries(names.map((name) => [name, `${NAME}-${name}`]));
    const spec = writeSpecDocument({ proton: 'EnvironmentSpec', spec: outputs });
    return { refusals: listOf(stage.registerStandIn()), spec, isCustomerManaged: true };
  }

  #exampleSpec(given: GivenInputs): string | undefined {
    const { inputs, unmet } = exampleInputs(this.#kind, this.#bundle.schema, given);
    if (unmet.length > 0) {
      this.#notes.push(`nothing was deployed: no example fits ${unmet.join(', ')}. Give a spec`);
      return undefined;
    }
    if (this.#kind === 'environment') {
      return writeSpecDocument({ proton: 'EnvironmentSpec', spec: inputs.environment ?? {} });
    }
    return writeSpecDocument({
      proton: 'ServiceSpec',
      ...(this.#bundle.hasPipeline === true && { pipeline: inputs.pipeline ?? {} }),
      instances: [{ name: NAME, environment: NAME, spec: inputs.service ?? {} }],
    });
  }

  #add(what: string, inputs: RehearsedStack['inputs'], ending: Ending): void {
    if (ending.refusal === undefined) {
      this.#stacks.push({ what, inputs, resources: ending.resources, outputs: ending.outputs });
    } else this.#problems.push(`${what}, ${INPUTS[inputs]}: ${ending.refusal}`);
  }
}

/** In words, for problems and for whoever shows the stacks. */
export const INPUTS: Readonly<Record<RehearsedStack['inputs'], string>> = {
  spec: 'with the spec',
  required: 'with the required inputs only',
  all: 'with all inputs',
};

/** The environments of a service: registered, with a spec for each. */
interface EnvironmentBundle {
  readonly refusals: readonly string[];
  readonly spec: string;
  readonly isCustomerManaged: boolean;
}

function given(stage: Stage, archive: Uint8Array): EnvironmentBundle {
  const files = readBundle(archive);
  const provisioning = provisioningOf(files);
  const isCustomerManaged = provisioning !== undefined;
  const refusals = bundleProblems('environment', files, { provisioning });
  if (refusals.length > 0) return { refusals, spec: '', isCustomerManaged };
  const { inputs } = exampleInputs('environment', checkBundle('environment', files, { provisioning }).schema, 'all');
  const spec = writeSpecDocument({ proton: 'EnvironmentSpec', spec: inputs.environment ?? {} });
  const refusal = stage.register('environment', 'environment', archive, provisioning);
  return { refusals: listOf(refusal), spec, isCustomerManaged };
}

function listOf(refusal: string | undefined): readonly string[] {
  return refusal === undefined ? [] : [refusal];
}

/** From templates that were parsed before. Pipelines see the environment through an instance. */
function outputsNamed(template: string): string[] {
  return [...membersNamed(parseTemplate(template).body, 'environment.outputs')];
}
