import type { CloudIdentity } from '../../identity.ts';
import type { INSTANCE_STATES } from './shapes.ts';

export type InstanceState = (typeof INSTANCE_STATES)[number];

/** An instance as it is kept. */
export interface Instance {
  readonly id: string;
  /** Counts up with every instance made, so that lists have an order that does not change. */
  readonly number: number;
  /** Instances belong to an account and a region. */
  readonly owner: CloudIdentity;
  readonly kmsKeyArn: string | undefined;
  readonly webAppDnsDomain: string | undefined;
  /** Given at creation. The instance operations do not show them; the tagging operations of AWS would. */
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  name: string | undefined;
  description: string;
  state: InstanceState;
  errorMessage: string | undefined;
  modifiedAtMs: number;
}

/** An instance as the API shows it; what is undefined is left out on the wire. */
export interface InstanceView {
  readonly instanceId: string;
  readonly awsAccountId: string;
  readonly state: InstanceState;
  readonly errorMessage: string | undefined;
  readonly webAppDnsDomain: string | undefined;
  readonly createdTime: number;
  readonly lastModifiedTime: number;
  readonly instanceName: string | undefined;
  readonly instanceDescription: string;
  readonly kmsKeyArn: string | undefined;
  readonly versionNumber: number;
}

/** Every example of the API model has this version. */
const VERSION_NUMBER = 2;

/** Describes an instance in the words of the API; timestamps are epoch seconds, as restJson1 has them in bodies. */
export function viewOf(instance: Instance): InstanceView {
  return {
    instanceId: instance.id,
    awsAccountId: instance.owner.accountId,
    state: instance.state,
    errorMessage: instance.errorMessage,
    webAppDnsDomain: instance.webAppDnsDomain,
    createdTime: instance.createdAtMs / 1000,
    lastModifiedTime: instance.modifiedAtMs / 1000,
    instanceName: instance.name,
    instanceDescription: instance.description,
    kmsKeyArn: instance.kmsKeyArn,
    versionNumber: VERSION_NUMBER,
  };
}
