import { isDeepStrictEqual } from 'node:util';
import { mappingOf } from '../support/world.ts';
import { environmentArn, type Model, serviceArn, statusOf, templateArn } from './model.ts';
import type { Call } from './walk.ts';

/** Client tokens expire after 8 hours (https://docs.aws.amazon.com/proton/latest/APIReference/Welcome.html). */
const TOKEN_LIFETIME_MS = 8 * 3_600_000;

/** Idempotency as that page has it: which calls repeat an earlier one. */
export interface Repeats {
  /** For a repeat: that it must be accepted and change nothing, or how it must be refused. Undefined for other calls. */
  verdict(call: Call): { readonly verdict: string } | undefined;
  remember(call: Call, output: Readonly<Record<string, unknown>>): void;
  /** Accepted calls that may be repeated. */
  readonly calls: readonly Call[];
}

interface Used {
  readonly input: Call['input'];
  readonly resource: string | undefined;
  readonly expiresAtMs: number;
}

/** Creates that repeat by name, and the updates that make the original count as modified (A32). */
const BY_NAME: Readonly<Record<string, (account: string, name: string) => string>> = {
  EnvironmentTemplate: (account, name) => templateArn(account, 'environment', name),
  ServiceTemplate: (account, name) => templateArn(account, 'service', name),
  Environment: environmentArn,
  Service: serviceArn,
};

export function createRepeats(model: Model, now: () => number): Repeats {
  const tokens = new Map<string, Used>();
  const creations = new Map<string, { input: Call['input']; resource: unknown; modified: boolean }>();
  const calls: Call[] = [];

  const resourceAt = (arn: string): unknown =>
    model.deployables.get(arn) ?? model.services.get(arn) ?? model.templates.get(arn);

  /** A resource of the same ARN that was made at another time is another resource. */
  function identityOf(arn: string): string | undefined {
    const found =
      model.deployables.get(arn) ??
      model.versions.get(arn) ??
      model.connections.get(arn.slice(arn.lastIndexOf('/') + 1));
    return found === undefined ? undefined : `${arn} ${'createdAtMs' in found ? found.createdAtMs : ''}`;
  }

  function byToken(call: Call): { verdict: string } | undefined {
    const used = tokens.get(tokenKey(call));
    if (used?.resource === undefined || used.expiresAtMs <= now()) return undefined;
    if (identityOf(used.resource.slice(0, used.resource.lastIndexOf(' '))) !== used.resource) return undefined;
    return { verdict: isDeepStrictEqual(used.input, call.input) ? 'accepted' : 'ValidationException' };
  }

  function byName(call: Call): { verdict: string } | undefined {
    const arn = arnOfNamed(call, 'Create');
    const creation = arn === undefined ? undefined : creations.get(arn);
    if (arn === undefined || creation === undefined || resourceAt(arn) !== creation.resource) return undefined;
    if (statusOf(model, { arn }) === 'DELETE_IN_PROGRESS') return { verdict: 'ConflictException' };
    if (!isDeepStrictEqual(creation.input, call.input)) return { verdict: 'ValidationException' };
    return { verdict: creation.modified ? 'ConflictException' : 'accepted' };
  }

  return {
    verdict: (call) => (typeof call.input['clientToken'] === 'string' ? byToken(call) : byName(call)),
    remember(call, output) {
      const created = arnOfNamed(call, 'Create');
      if (created !== undefined) {
        creations.set(created, { input: call.input, resource: resourceAt(created), modified: false });
        calls.push(call);
      }
      const creation = creations.get(arnOfNamed(call, 'Update') ?? '');
      if (creation !== undefined) creation.modified = true;
      if (typeof call.input['clientToken'] !== 'string') return;
      const [made] = Object.values(output).map(mappingOf);
      const resource = identityOf(String(made?.['arn']));
      tokens.set(tokenKey(call), { input: call.input, resource, expiresAtMs: now() + TOKEN_LIFETIME_MS });
      calls.push(call);
    },
    calls,
  };
}

function tokenKey({ account, operation, input }: Call): string {
  return `${account} ${operation} ${String(input['clientToken'])}`;
}

function arnOfNamed({ operation, account, input }: Call, verb: string): string | undefined {
  if (!operation.startsWith(verb)) return undefined;
  return BY_NAME[operation.slice(verb.length)]?.(account, String(input['name']));
}
