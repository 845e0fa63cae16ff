import type { DeploymentEngine } from '../engine/deployments.ts';
import type { EngineContext } from '../engine/engine-context.ts';
import type { ServiceWorkflows } from '../engine/service-workflow.ts';
import type { TemplateRegistration } from '../engine/template-registration.ts';
import { arnOf } from '../model/arns.ts';
import { ServiceQuotaExceededException } from '../model/errors.ts';
import type { InputOf, OperationName } from '../model/input-types.ts';
import type { ControlPlaneQuotas } from '../model/quotas.ts';
import type { RepositorySyncs } from '../sync/repository-syncs.ts';

/** Everything operations work with. */
export interface OperationDependencies extends EngineContext {
  readonly engine: DeploymentEngine;
  readonly workflows: ServiceWorkflows;
  readonly registration: TemplateRegistration;
  readonly quotas: ControlPlaneQuotas;
  readonly syncs: RepositorySyncs;
}

/** One call of an operation: who calls, and what the call is about beyond its input. */
export interface OperationCall {
  readonly parts: OperationDependencies;
  readonly accountId: string;
  /** The deployment that a Cancel* means; already left out where the control plane is told not to honour it. */
  readonly expectedDeploymentId?: string | undefined;
  /** Whether service sync calls, not a person: then the change is not one made by hand. */
  readonly isSync?: boolean;
}

export type Output = Record<string, unknown>;

/** An operation: takes its validated input, makes every check before the first change, and returns its output. */
export type OperationHandlers = {
  readonly [Operation in OperationName]: (input: InputOf<Operation>, call: OperationCall) => Output;
};

/** ARN of a resource of the calling account. */
export function ownArn(call: OperationCall, suffix: string): string {
  return arnOf({ region: call.parts.region, accountId: call.accountId }, suffix);
}

/** @throws ServiceQuotaExceededException when `count` resources leave no room for `adding` more */
export function checkQuota(what: string, count: number, quota: number, adding = 1): void {
  if (count + adding > quota) {
    throw new ServiceQuotaExceededException(`The quota of ${quota} ${what} is used up. Delete some first.`);
  }
}
