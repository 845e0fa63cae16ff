import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Scope, ScopeFailure } from '../model/discovery.ts';
import { BotError } from '../model/errors.ts';
import type { Clock } from '../ports.ts';
import type { Credentials } from '../providers/module.ts';
import { clientSettings } from './client-settings.ts';

/** The role of a scope cannot be assumed, so no call can be made in it. */
export class RoleNotAssumed extends BotError {
  override readonly name = 'RoleNotAssumed';
  override readonly retryable = true;
  /** Tells people why the scope did not answer. */
  readonly scopeFailure: ScopeFailure['reason'] = 'roleNotAssumed';
  readonly remedy: string;
  constructor({ name, roleArn }: Scope, cause: unknown) {
    const why = cause instanceof Error ? cause.name : 'unknown error';
    const remedy =
      `the role ${roleArn} of the scope "${name}" cannot be assumed (${why}): its trust policy must name the bot's roles, and ` +
      'its external id must be the one in bot.yml';
    super(remedy, { cause });
    this.remedy = remedy;
  }
}

/** They are renewed this long before they expire, so that no call uses credentials that expire during the call. */
const renewedBeforeMs = 5 * 60_000;
/** After a refusal, not every call tries again. */
const refusalKeptMs = 20_000;
const sessionSeconds = 3600;

/**
 * Credentials of a scope's role, shared by all clients of the scope: assumed when they are first needed, and again before they
 * expire.
 *
 * @param create - `fromTemporaryCredentials` of `@aws-sdk/credential-providers`
 * @returns a function that throws {@link RoleNotAssumed}
 */
export function createScopeCredentials(
  scope: Scope,
  { create, clock }: { readonly create: typeof fromTemporaryCredentials; readonly clock: Clock },
): () => Promise<Credentials> {
  const assume = create({
    params: {
      RoleArn: scope.roleArn,
      RoleSessionName: 'proton-bot',
      DurationSeconds: sessionSeconds,
      ...(scope.externalId === undefined ? {} : { ExternalId: scope.externalId }),
    },
    clientConfig: { ...clientSettings, region: scope.region },
  });
  let known: Promise<Credentials> | undefined;
  let knownUntilMs = 0;

  async function renew(): Promise<Credentials> {
    try {
      const credentials = await assume();
      const endsAtMs = credentials.expiration?.getTime() ?? clock.now() + sessionSeconds * 1000;
      knownUntilMs = endsAtMs - renewedBeforeMs;
      return credentials;
    } catch (error) {
      knownUntilMs = clock.now() + refusalKeptMs;
      throw new RoleNotAssumed(scope, error);
    }
  }

  return () => {
    if (known === undefined || knownUntilMs <= clock.now()) {
      // All callers wait for the same request while it is in progress.
      knownUntilMs = Number.POSITIVE_INFINITY;
      known = renew();
    }
    return known;
  };
}
