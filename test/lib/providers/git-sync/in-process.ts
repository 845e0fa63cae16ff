import {
  type CodeConnections,
  type CodeConnectionsState,
  createCodeConnections,
  createSeededRandom,
  ManualClock,
} from '@proton-bot/local-aws';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import type { Provider } from '../../../../src/lib/ports.ts';
import {
  createGitSyncProvider,
  type GitSyncOperation,
  type GitSyncOperations,
  syncArn,
} from '../../../../src/lib/providers/git-sync/index.ts';
import { apiOf, asClient } from '../stand-in-api.ts';

/** Builds the typed API from a function that makes one call. */
export const typedApi = apiOf<GitSyncOperations>;

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const arnOf = (stack: string) => syncArn({ account: identity.accountId, region: identity.region }, stack);

const times: ReadonlySet<string> = new Set(['StartedAt', 'Time', 'CreatedAt', 'ResolvedAt']);

/** One call, as the client makes it. */
export function callInProcess(
  service: CodeConnections,
  operation: string,
  input: object,
  state: CodeConnectionsState = service.state,
): Record<string, unknown> {
  const isCurrent = state === service.state;
  return asClient(
    () => (isCurrent ? service.call(operation, input) : service.callAsOf(state, operation, input)),
    (member) => times.has(member),
  );
}

export const repository = {
  ConnectionArn: `arn:aws:codeconnections:${identity.region}:${identity.accountId}:connection/1`,
  OwnerId: 'acme',
  RepositoryName: 'shop',
};

/** Makes a repository link, and syncs of stacks with its branch `main`. */
export function follow(
  service: Pick<CodeConnections, 'call'>,
  stacks: readonly string[],
  link: object = repository,
): void {
  const { RepositoryLinkInfo } = Object(service.call('CreateRepositoryLink', link));
  for (const ResourceName of stacks) {
    service.call('CreateSyncConfiguration', {
      SyncType: 'CFN_STACK_SYNC',
      ResourceName,
      Branch: 'main',
      ConfigFile: `${ResourceName}.yml`,
      RepositoryLinkId: Object(RepositoryLinkInfo).RepositoryLinkId,
      RoleArn: `arn:aws:iam::${identity.accountId}:role/git-sync`,
    });
  }
}

export const commit = '4c1f0a6b7d2e8f90a1b2c3d4e5f60718293a4b5c';

/** The stand-in with the provider in front of it, on a clock that stands still. The stack `orders` follows a repository. */
export class SyncWorld {
  readonly clock = new ManualClock(Date.parse('2026-11-30T09:00:00Z'));
  readonly calls: string[] = [];
  readonly waits: number[] = [];
  readonly events: object[] = [];
  readonly service: CodeConnections;
  readonly provider: Provider;
  /** Takes the place of what is answered, where it gives something; what it throws is what the client throws. */
  instead: (operation: GitSyncOperation, input: object) => Record<string, unknown> | undefined = () => undefined;

  constructor({ canResolve = true, stacks = ['orders'] }: { canResolve?: boolean; stacks?: readonly string[] } = {}) {
    this.service = createCodeConnections({
      clock: this.clock,
      random: createSeededRandom(11),
      identity,
      emit: (event) => this.events.push(event),
    });
    follow(this.service, stacks);
    const api = typedApi(async (operation, input) => {
      this.calls.push(operation);
      return this.instead(operation, input) ?? callInProcess(this.service, operation, input);
    });
    this.provider = createGitSyncProvider(api, {
      region: identity.region,
      clock: { now: () => this.clock.nowMs() },
      wait: async (durationMs) => {
        this.waits.push(durationMs);
        await this.clock.advance(durationMs);
      },
      canResolve,
    });
  }

  async observe(stack = 'orders') {
    const [reference] = this.provider.candidates(`sync:${stack}`);
    if (reference === undefined) throw new Error('no name');
    return this.provider.observe({ ...reference, target: arnOf(stack) });
  }

  /** What is shown of a stack, oldest first. */
  async shown(stack = 'orders') {
    const { attempts = [] } = (await this.observe(stack)) ?? {};
    return attempts.map((attempt) => {
      if (attempt.subject.on !== 'deployment') throw new Error('it is no deployment');
      const facts: DeploymentFacts = attempt.subject.deployment;
      return { ...attempt, facts };
    });
  }

  async last(stack = 'orders') {
    const last = (await this.shown(stack)).at(-1);
    if (last === undefined) throw new Error('nothing is shown');
    return last;
  }

  /** A sync that has failed, and blocks the stack. */
  async block(stack = 'orders'): Promise<void> {
    this.service.script(stack, 'block');
    this.service.push(stack, commit);
    await this.clock.advance(60_000);
  }
}
