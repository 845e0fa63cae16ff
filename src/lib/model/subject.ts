/** What kind of thing a deployment deploys to: the four targets Proton knows, and an instance of AWS Supply Chain. */
export type TargetKind = 'environment' | 'serviceInstance' | 'servicePipeline' | 'component' | 'instance';

/** What a deployment does to its target; `unknown` where the provider's answer does not tell. */
export type Operation = 'create' | 'update' | 'delete' | 'unknown';

/**
 * What a rule may know of a deployment. Members without a value are empty strings,
 * so that a rule never fails on an absent one.
 */
export interface DeploymentFacts {
  readonly provider: string;
  readonly kind: TargetKind;
  /** ARN of the target: the environment, service instance, pipeline or component. */
  readonly target: string;
  /** The name people type: `prod-eu`, `orders/api`, `orders/pipeline`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly environment: string;
  readonly service: string;
  /** As the provider says it; an unknown word is kept, never an error (assumption A3). */
  readonly status: string;
  readonly operation: Operation;
  /** The provider's id of this deployment; empty where none is known. */
  readonly id: string;
  readonly startedAtMs: number;
  readonly template: string;
  readonly templateVersion: string;
  /** Why the provider can never cancel this, in a sentence for people; empty where it can. */
  readonly cannotCancel: string;
  /** What the provider's owner advises in this state, in a sentence for people; empty where there is nothing to say. */
  readonly advice: string;
  /** Orders that make sense now, by their kind and parted by commas: `recreate,delete`. Empty where there are none. */
  readonly offers: string;
}

/** What a rule may know of an environment account connection. */
export interface ConnectionFacts {
  readonly provider: string;
  readonly id: string;
  /** ARN of the connection; it belongs to the environment account (assumption A2). */
  readonly target: string;
  readonly status: string;
  readonly environment: string;
  readonly environmentAccountId: string;
  readonly managementAccountId: string;
  readonly requestedAtMs: number;
  readonly roleArn: string;
}

/** The thing rules decide about. */
export type Subject =
  | { readonly on: 'deployment'; readonly deployment: DeploymentFacts }
  | { readonly on: 'connection'; readonly connection: ConnectionFacts };
