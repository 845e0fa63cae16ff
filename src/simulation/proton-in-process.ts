import type { ControlPlane } from '@proton-bot/control-plane';
import type {
  CallOptions,
  ProtonApi,
  ProtonOperation,
  ProtonOperations,
  ServiceInstanceOperation,
} from '../lib/providers/proton/index.ts';

/** One call that reached the control plane, and what it answered. */
export interface WireCall {
  readonly atMs: number;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expectedDeploymentId: string | undefined;
  /** The error's name, or nothing when the call was accepted. */
  readonly error?: string;
  /** For an accepted cancel: the deployment that was hit. For an accepted update: the one that it replaced. */
  readonly deploymentId?: string;
}

const mutating = /^(?:Cancel|Update|Accept|Reject)/;

export function isMutating(call: WireCall): boolean {
  return mutating.test(call.operation);
}

/**
 * The provider's seam laid straight onto the control plane: same inputs, same outputs, same errors as over HTTP, without
 * the HTTP.
 */
export function protonInProcess(
  controlPlane: ControlPlane,
  now: () => number,
  record: (call: WireCall) => void,
): (
  operation: ProtonOperation | ServiceInstanceOperation,
  input: object,
  options: CallOptions,
) => Record<string, unknown> {
  return (operation, input, { expectedDeploymentId }) => {
    const call = { atMs: now(), operation, input: { ...input }, expectedDeploymentId };
    const newestId = operation.startsWith('Update') ? newestDeploymentOf(controlPlane, operation, input) : undefined;
    try {
      const output = controlPlane.call(operation, input, expectedDeploymentId ? { expectedDeploymentId } : {});
      const deploymentId = newestId ?? deploymentIdOf(output);
      record({ ...call, ...(deploymentId === undefined ? {} : { deploymentId }) });
      return withDates(output);
    } catch (error) {
      record({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw withMetadata(error);
    }
  };
}

/** The newest deployment of what an update is about, before that. */
function newestDeploymentOf(controlPlane: ControlPlane, operation: string, input: object): string | undefined {
  const { name, serviceName } = Object(input);
  const isPipeline = operation === 'UpdateServicePipeline';
  const asked = isPipeline ? { name: serviceName } : { name, serviceName };
  const output = controlPlane.call(isPipeline ? 'GetService' : operation.replace('Update', 'Get'), asked);
  return deploymentIdOf(isPipeline ? Object(output['service']) : output);
}

/** Builds the typed API from a function that makes one call. */
export function asProtonApi(
  call: (operation: ProtonOperation, input: object, options: CallOptions) => Promise<Record<string, unknown>>,
): ProtonApi {
  return {
    async call(operation, input, options = {}) {
      const output = { ...(await call(operation, input, options)), $metadata: {} };
      if (isOutputOf(operation, output)) return output;
      throw new TypeError(`${operation} answered with something else than an output`);
    },
  };
}

/** The control plane's own tests hold its outputs against the API's shapes; here it is enough that it is one. */
function isOutputOf<Name extends ProtonOperation>(
  _operation: Name,
  output: object,
): output is ProtonOperations[Name]['output'] {
  return '$metadata' in output;
}

function deploymentIdOf(output: Record<string, unknown>): string | undefined {
  for (const value of Object.values(output)) {
    if (typeof value === 'object' && value !== null && 'lastAttemptedDeploymentId' in value) {
      return String(value.lastAttemptedDeploymentId);
    }
  }
  return undefined;
}

/** On the wire a timestamp is a number of seconds; a client makes a Date of it (`proton.md` §5.2 of the reference: members that end in "At"). */
function withDates(value: object): Record<string, unknown> {
  const dated: Record<string, unknown> = {};
  for (const [member, inner] of Object.entries(value)) dated[member] = withDate(member, inner);
  return dated;
}

function withDate(member: string, value: unknown): unknown {
  if (typeof value === 'number') return member.endsWith('At') ? new Date(Math.round(value * 1000)) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map((inner: unknown) => withDate(member, inner)) : withDates(value);
}

function withMetadata(error: unknown): unknown {
  if (!(error instanceof Error) || !('httpStatus' in error)) return error;
  return Object.assign(new Error(error.message), {
    name: error.name,
    $metadata: { httpStatusCode: error.httpStatus },
  });
}
