import type { ActionType } from '../model/claim.ts';
import type { DiscoveredPage, ScopeFailure } from '../model/discovery.ts';
import { BotError, errorName } from '../model/errors.ts';
import type { TargetState } from '../model/observation.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Subject } from '../model/subject.ts';
import { AmbiguousScope, type DiscoverOptions, type Provider, type ReadPurpose, ScopesUnavailable } from '../ports.ts';
import { isThrottle } from './answers.ts';

/** A scope, and the account and Region that the targets in it name. */
export interface Place {
  readonly scope: string;
  readonly account: string;
  readonly region: string;
}

/** A provider in one scope; created at its first call. */
export interface ScopedProvider extends Place {
  readonly provider: () => Provider;
}

/** A target is in an account and Region that the bot does not serve. */
export class OutsideScopes extends BotError {
  override readonly name = 'OutsideScopes';
  override readonly retryable = false;
  constructor(where: string) {
    super(`${where} is in none of the bot's scopes: add its account and Region to "scopes" in bot.yml`);
  }
}

const arnParts = /^arn:[^:]+:[^:]+:([^:]*):([^:]*):(.+)$/;

interface Located {
  readonly region: string;
  readonly account: string;
  /** The ARN of a connection has the environment account, but the bot's scope is the management account. */
  readonly isConnection: boolean;
}

function locate(target: string): Located | undefined {
  const [, region, account, resource] = arnParts.exec(target) ?? [];
  if (region === undefined || account === undefined || resource === undefined) return undefined;
  return { region, account, isConnection: resource.startsWith('environment-account-connection/') };
}

/** The members that may know a target: those of its account and Region; for a connection, those of its Region. */
export function membersFor<Member extends Place>(members: readonly Member[], target: string): readonly Member[] {
  const place = locate(target);
  if (place === undefined) return members;
  return members.filter(({ region, account }) => {
    return region === place.region && (place.isConnection || account === place.account);
  });
}

/** The scope of a target; `undefined` if its ARN does not show it, or if it is in none. */
export function scopeOfTarget(places: readonly Place[], target: string): string | undefined {
  const [first, second] = membersFor(places, target);
  return second === undefined ? first?.scope : undefined;
}

/**
 * One back end in several scopes, as one. A target's account and Region choose the scope. A reference without them, such as a
 * typed name, is looked up in all scopes. If several know it, it is refused, because the bot must never act on the wrong one.
 */
export function providerInScopes(members: readonly ScopedProvider[]): Provider {
  const [own] = members;
  if (own === undefined) throw new Error('a provider needs a scope');

  function at(account: string, region: string): Provider {
    const member = members.find((candidate) => candidate.account === account && candidate.region === region);
    if (member === undefined) throw new OutsideScopes(`account ${account} in ${region}`);
    return member.provider();
  }

  return {
    name: own.provider().name,
    observe: async (reference, purpose) => observeIn(candidatesFor(members, reference), reference, purpose),
    observeAttempt: async (facts) => at(facts.account, facts.region).observeAttempt(facts),
    perform: async (action: ActionType, subject, about, reason) => {
      const { account, region } = placeOf(subject);
      return at(account, region).perform(action, subject, about, reason);
    },
    investigators: (facts) => at(facts.account, facts.region).investigators?.(facts) ?? [],
    discover: (options) => discoverIn(members, options),
    candidates: (typedName) => own.provider().candidates(typedName),
    connectionCandidates: (typedId) => own.provider().connectionCandidates?.(typedId) ?? [],
  };
}

function placeOf(subject: Subject): { readonly account: string; readonly region: string } {
  if (subject.on === 'deployment') return subject.deployment;
  const { managementAccountId, target } = subject.connection;
  return { account: managementAccountId, region: locate(target)?.region ?? '' };
}

/** @throws OutsideScopes */
function candidatesFor(
  members: readonly ScopedProvider[],
  { scope, target }: SubjectReference,
): readonly ScopedProvider[] {
  if (scope !== undefined) {
    const named = members.filter((member) => member.scope === scope);
    if (named.length === 0) throw new OutsideScopes(`the scope "${scope}"`);
    return named;
  }
  if (target === undefined) return members;
  const possible = membersFor(members, target);
  if (possible.length === 0) throw new OutsideScopes(target);
  return possible;
}

/**
 * Asks each of several scopes. If one does not answer, the target may be in that one, so the answers of the others do not count.
 *
 * @throws ScopesUnavailable, with each scope that did not answer. For a single scope, or if a retry does not help, the error
 *   itself
 */
export async function askEach<Member extends Place, Answer>(
  provider: string,
  members: readonly Member[],
  ask: (member: Member) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const results = await Promise.allSettled(members.map(async (member) => ask(member)));
  const failures: { readonly scope: ScopeFailure; readonly error: unknown }[] = [];
  const answers: Answer[] = [];
  for (const [index, result] of results.entries()) {
    const member = members[index];
    if (result.status === 'fulfilled') answers.push(result.value);
    else if (member !== undefined) {
      const { account, region } = member;
      failures.push({ scope: { account, region, reason: reasonOf(result.reason) }, error: result.reason });
    }
  }
  const [first] = failures;
  if (first === undefined) return answers;
  const own = failures.find(({ error }) => error instanceof BotError && !error.retryable);
  if (own !== undefined) throw own.error;
  if (members.length === 1) throw first.error;
  throw new ScopesUnavailable(
    provider,
    failures.map(({ scope }) => scope),
    first.error,
  );
}

/** The second is how services with the older query protocol say it, such as CloudFormation. */
const denials: ReadonlySet<string> = new Set(['AccessDeniedException', 'AccessDenied']);

/** A provider wraps what its client threw, and the client what its credentials threw. */
function reasonOf(error: unknown): ScopeFailure['reason'] {
  if (isThrottle(error)) return 'throttled';
  if (denials.has(errorName(error))) return 'accessDenied';
  // The credentials' error, found by a member: a bundle without scopes does not have the class, which is with the code that
  // assumes roles.
  if (error instanceof Error && 'scopeFailure' in error && error.scopeFailure === 'roleNotAssumed') {
    return 'roleNotAssumed';
  }
  return error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : 'noAnswer';
}

/** @throws AmbiguousScope, ScopesUnavailable */
async function observeIn(
  members: readonly ScopedProvider[],
  reference: SubjectReference,
  purpose?: ReadPurpose,
): Promise<TargetState | undefined> {
  const answers = await askEach(reference.provider, members, async (member) => {
    const state = await member.provider().observe(reference, purpose);
    return state === undefined || isManagedElsewhere(state, member) ? undefined : state;
  });
  const found = answers.filter((state) => state !== undefined);
  // A target that one scope no longer knows may be in another.
  const known = found.filter(({ gone }) => !gone);
  if (known.length > 1) {
    throw new AmbiguousScope(
      nameOf(reference),
      known.map((state) => state.reference.target),
    );
  }
  return known[0] ?? found[0];
}

/** Both accounts of a connection know it; only the management account decides on it. */
function isManagedElsewhere({ attempts }: TargetState, { account }: Place): boolean {
  return attempts.some(
    ({ subject }) => subject.on === 'connection' && subject.connection.managementAccountId !== account,
  );
}

function nameOf(reference: SubjectReference): string {
  return reference.on === 'deployment' ? reference.name : reference.id;
}

async function* discoverIn(
  members: readonly ScopedProvider[],
  options?: DiscoverOptions,
): AsyncIterable<DiscoveredPage> {
  for (const { scope, account, region, provider } of members) {
    for await (const page of provider().discover(options)) {
      const references = page.references.map((reference) => ({ ...reference, scope }));
      const isOneOfSeveral = page.failure !== undefined && members.length > 1;
      const failedScope = isOneOfSeveral ? { account, region, reason: reasonOf(page.failure) } : undefined;
      yield { ...page, references, ...(failedScope === undefined ? {} : { failedScope }) };
    }
  }
}
