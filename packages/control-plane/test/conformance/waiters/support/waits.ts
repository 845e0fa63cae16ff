import {
  type ProtonClient,
  waitUntilComponentDeleted,
  waitUntilComponentDeployed,
  waitUntilEnvironmentDeployed,
  waitUntilEnvironmentTemplateVersionRegistered,
  waitUntilServiceCreated,
  waitUntilServiceDeleted,
  waitUntilServiceInstanceDeployed,
  waitUntilServicePipelineDeployed,
  waitUntilServiceTemplateVersionRegistered,
  waitUntilServiceUpdated,
} from '@aws-sdk/client-proton';
import type { ControlPlane } from '../../../../src/index.ts';
import { mappingOf } from '../../../support/world.ts';
import { ACCEPTORS, type WaiterName } from './acceptors.ts';

/** Long enough for any machine where an end is expected, short where none is. */
const PATIENCE_S = { end: 20, none: 0.12 };
const DELAY_S = 0.02;

interface Config {
  readonly client: ProtonClient;
  readonly maxWaitTime: number;
  readonly minDelay: number;
  readonly maxDelay: number;
}
type Target = Readonly<Record<'name' | 'serviceName' | 'templateName' | 'majorVersion' | 'minorVersion', string>>;
type Wait = (config: Config, target: Target) => Promise<unknown>;

const WAITS: Readonly<Record<WaiterName, Wait>> = {
  waitUntilComponentDeployed,
  waitUntilComponentDeleted,
  waitUntilEnvironmentDeployed,
  waitUntilEnvironmentTemplateVersionRegistered,
  waitUntilServiceTemplateVersionRegistered,
  waitUntilServiceCreated,
  waitUntilServiceUpdated,
  waitUntilServiceDeleted,
  waitUntilServiceInstanceDeployed,
  waitUntilServicePipelineDeployed,
};

/** `name`, `service/instance` or `template:major.minor` as members of an input; each waiter sends those it knows. */
function targetOf(text: string): Target {
  const [templateName = '', majorVersion = '', minorVersion = ''] = text.split(/[:.]/);
  const [serviceName = '', instanceName] = text.split('/');
  return { name: instanceName ?? serviceName, serviceName, templateName, majorVersion, minorVersion };
}

/** How a wait ended, and the status or error that it saw last. */
export interface WaitEnd {
  readonly state: string;
  readonly last: string | undefined;
}

/** Waits as the SDK does, but looks every few milliseconds instead of every few seconds. */
export async function waitFor(
  client: ProtonClient,
  waiter: WaiterName,
  target: string,
  patience: keyof typeof PATIENCE_S,
): Promise<WaitEnd> {
  const config = { client, maxWaitTime: PATIENCE_S[patience], minDelay: DELAY_S, maxDelay: DELAY_S };
  try {
    const { state, reason } = mappingOf(await WAITS[waiter](config, targetOf(target)));
    return { state: String(state), last: statusOf(waiter, reason) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The SDK tells how it went in the message: what it saw last, or that the time is over.
    const { state, reason } = mappingOf(JSON.parse(error.message));
    return { state: String(state), last: state === 'FAILURE' ? statusOf(waiter, reason) : undefined };
  }
}

/** The status that the waiter would see now. */
export function statusNow(plane: ControlPlane, waiter: WaiterName, target: string): string {
  return statusOf(waiter, plane.call(ACCEPTORS[waiter].operation, targetOf(target)));
}

/** The status of what the waiter looks at, or the name of the error. */
function statusOf(waiter: WaiterName, seen: unknown): string {
  if (seen instanceof Error) return seen.name;
  const { $metadata: _metadata, ...output } = mappingOf(seen);
  const [resource] = Object.values(output);
  const { status, deploymentStatus } = mappingOf(
    waiter === 'waitUntilServicePipelineDeployed' ? mappingOf(resource)['pipeline'] : resource,
  );
  return String(status ?? deploymentStatus);
}
