import { describe, expect, test } from '@jest/globals';
import { RoleNotAssumed } from '../../../src/lib/aws/scope-credentials.ts';
import { type DiscoveredPage, ListingFailed } from '../../../src/lib/model/discovery.ts';
import type { TargetState } from '../../../src/lib/model/observation.ts';
import type { DeploymentReference } from '../../../src/lib/model/reference.ts';
import type { Subject } from '../../../src/lib/model/subject.ts';
import { AmbiguousScope, type Provider } from '../../../src/lib/ports.ts';
import { CloudFormationUnavailable } from '../../../src/lib/providers/cloudformation/answers.ts';
import { ProtonUnavailable } from '../../../src/lib/providers/proton/index.ts';
import {
  OutsideScopes,
  providerInScopes,
  type ScopedProvider,
  scopeOfTarget,
} from '../../../src/lib/providers/scopes.ts';
import { AmbiguousName } from '../../../src/lib/providers/supply-chain/index.ts';
import { connection, deployment, detailsFor } from '../model/subjects.ts';

const traits = { oneAtATime: true, identifiedBy: 'id', idsBeginAgain: false, readLagMs: 30_000 } as const;
const region = 'eu-central-1';
const [ownAccount, stagingAccount, tenantAccount] = ['111111111111', '222222222222', '333333333333'];

function environmentIn(account: string, name = 'prod-eu'): string {
  return `arn:aws:proton:${region}:${account}:environment/${name}`;
}

/** A back end in one scope, that knows some targets and writes down what it is asked. */
class FakeScope implements ScopedProvider {
  readonly asked: string[] = [];
  made = 0;
  readonly scope: string;
  readonly account: string;
  readonly region: string;
  known: readonly Subject[];
  failure: unknown;

  constructor(scope: string, account: string, known: readonly Subject[] = [], at = region) {
    this.scope = scope;
    this.account = account;
    this.region = at;
    this.known = known;
  }

  provider = (): Provider => {
    this.made += 1;
    return {
      name: 'proton',
      observe: async (reference) => {
        this.asked.push(`observe ${reference.target ?? ('name' in reference ? reference.name : reference.id)}`);
        if (this.failure) throw this.failure;
        const subject = this.known.find((candidate) => isMeant(candidate, reference.target, nameOf(reference)));
        return subject && stateOf(subject);
      },
      observeAttempt: async ({ target }) => void this.asked.push(`observeAttempt ${target}`),
      perform: async (action) => {
        this.asked.push(action);
        return { result: 'accepted' };
      },
      async *discover() {
        yield { references: [byName('listed')] };
      },
      candidates: (typedName) => [byName(typedName), { ...byName(typedName), kind: 'component' }],
    };
  };
}

function roleNotAssumed(): Error {
  const scope = {
    name: 'staging',
    account: stagingAccount,
    region,
    roleArn: `arn:aws:iam::${stagingAccount}:role/bot`,
  };
  return new RoleNotAssumed(scope, named('AccessDenied'));
}

function named(name: string): Error {
  return Object.assign(new Error('no'), { name });
}

function nameOf(reference: { readonly name?: string; readonly id?: string }): string {
  return reference.name ?? reference.id ?? '';
}

function isMeant(subject: Subject, target: string | undefined, name: string): boolean {
  if (subject.on === 'connection') return subject.connection.id === name;
  return target === undefined ? subject.deployment.name === name : subject.deployment.target === target;
}

function stateOf(subject: Subject): TargetState {
  const target = subject.on === 'deployment' ? subject.deployment.target : subject.connection.target;
  return {
    reference: { ...byName('x'), target },
    traits,
    attempts: [{ subject, details: detailsFor(subject) }],
    gone: false,
  };
}

function byName(name: string): DeploymentReference {
  return { on: 'deployment', provider: 'proton', kind: 'environment', name };
}

function environment(account: string, name = 'prod-eu'): Subject {
  return deployment({ kind: 'environment', target: environmentIn(account, name), account, region, name });
}

function twoScopes() {
  const own = new FakeScope('own', ownAccount, [environment(ownAccount), environment(ownAccount, 'only-here')]);
  const staging = new FakeScope('staging', stagingAccount, [environment(stagingAccount)]);
  return { own, staging, both: providerInScopes([own, staging]) };
}

describe('a target that names its account and Region', () => {
  test('is asked about in its scope, and nowhere else', async () => {
    const { own, staging, both } = twoScopes();
    const target = environmentIn(stagingAccount);
    await both.observe({ ...byName('prod-eu'), target });
    const subject = environment(stagingAccount);
    await both.perform('cancel', subject);
    if (subject.on === 'deployment') await both.observeAttempt(subject.deployment);
    expect(staging.asked).toEqual([`observe ${target}`, 'cancel', `observeAttempt ${target}`]);
    expect(own.asked).toEqual([]);
  });

  test('in no scope is refused with a remedy, never asked about in the own account', async () => {
    const { own, both } = twoScopes();
    const target = environmentIn('999999999999');
    const asking = both.observe({ ...byName('prod-eu'), target });
    await expect(asking).rejects.toThrow(OutsideScopes);
    await expect(asking).rejects.toThrow('add its account and Region to "scopes" in bot.yml');
    await expect(both.perform('cancel', environment('999999999999'))).rejects.toThrow(OutsideScopes);
    expect(own.asked).toEqual([]);
  });

  test('of the right account in another Region is in no scope either', async () => {
    const { both } = twoScopes();
    const target = environmentIn(ownAccount).replace(region, 'us-east-1');
    await expect(both.observe({ ...byName('prod-eu'), target })).rejects.toThrow(OutsideScopes);
  });

  test('makes no client for the others', async () => {
    const { own, staging, both } = twoScopes();
    const before = staging.made;
    await both.observe({ ...byName('prod-eu'), target: environmentIn(ownAccount) });
    expect(own.made).toBeGreaterThan(0);
    expect(staging.made).toBe(before);
  });
});

describe('a name', () => {
  test('that one scope knows is found, with its target', async () => {
    const { both } = twoScopes();
    expect(await both.observe(byName('only-here'))).toMatchObject({
      reference: { target: environmentIn(ownAccount, 'only-here') },
    });
  });

  test('that several know is never guessed: whoever means one is asked which', async () => {
    const { both } = twoScopes();
    const targets = [environmentIn(ownAccount), environmentIn(stagingAccount)];
    const asking = both.observe(byName('prod-eu'));
    await expect(asking).rejects.toThrow(AmbiguousScope);
    await expect(asking).rejects.toMatchObject({ targets });
  });

  test('that nobody knows is nothing', async () => {
    expect(await twoScopes().both.observe(byName('nowhere'))).toBeUndefined();
  });

  test('is not taken for unique while a scope cannot be asked', async () => {
    const { staging, both } = twoScopes();
    staging.failure = roleNotAssumed();
    const error: unknown = await both.observe(byName('only-here')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'ScopesUnavailable',
      provider: 'proton',
      scopes: [{ account: stagingAccount, region, reason: 'roleNotAssumed' }],
      message: `proton did not answer in every scope: account ${stagingAccount} in ${region} (the role cannot be assumed)`,
      cause: staging.failure,
    });
    // Its target's account says where it is: what the others know is not needed.
    const target = environmentIn(ownAccount, 'only-here');
    expect(await both.observe({ ...byName('only-here'), target })).toMatchObject({ gone: false });
  });

  test.each([
    ['roleNotAssumed', new ProtonUnavailable('GetEnvironment', roleNotAssumed())],
    ['accessDenied', new ProtonUnavailable('GetEnvironment', named('AccessDeniedException'))],
    ['accessDenied', new CloudFormationUnavailable('DescribeStacks', named('AccessDenied'))],
    ['throttled', named('ThrottlingException')],
    ['noAnswer', new ProtonUnavailable('GetEnvironment', named('TimeoutError'))],
    ['noAnswer', 'no error at all'],
  ])('that a scope cannot answer says why: %s', async (reason, failure) => {
    const { own, staging, both } = twoScopes();
    own.failure = named('ThrottlingException');
    staging.failure = failure;
    await expect(both.observe(byName('prod-eu'))).rejects.toMatchObject({
      scopes: [
        { account: ownAccount, reason: 'throttled' },
        { account: stagingAccount, reason },
      ],
    });
  });

  test('that is wrong in one scope is told as such, whatever the others do', async () => {
    const { own, staging, both } = twoScopes();
    own.failure = named('TimeoutError');
    staging.failure = new AmbiguousName('prod-eu', ['1', '2']);
    await expect(both.observe(byName('prod-eu'))).rejects.toBe(staging.failure);
  });

  test('found by a listing is asked about where it was listed', async () => {
    const { own, staging, both } = twoScopes();
    await both.observe({ ...byName('prod-eu'), scope: 'staging' });
    expect([own.asked.length, staging.asked.length]).toEqual([0, 1]);
    await expect(both.observe({ ...byName('prod-eu'), scope: 'gone' })).rejects.toThrow(OutsideScopes);
  });
});

describe('a connection', () => {
  const id = 'c-1';
  /** Its ARN names the environment's account; the other one decides. */
  const target = `arn:aws:proton:${region}:${tenantAccount}:environment-account-connection/${id}`;
  const pending = connection({ id, target, environmentAccountId: tenantAccount, managementAccountId: stagingAccount });

  test('is decided on in the account that manages it, though the other one knows it, too', async () => {
    const tenant = new FakeScope('tenant', tenantAccount, [pending]);
    const staging = new FakeScope('staging', stagingAccount, [pending]);
    const all = providerInScopes([new FakeScope('own', ownAccount), tenant, staging]);
    expect(await all.observe({ on: 'connection', provider: 'proton', id, target })).toMatchObject({
      attempts: [{ subject: pending }],
    });
    await all.perform('accept', pending);
    expect(staging.asked).toContain('accept');
    expect(tenant.asked).not.toContain('accept');
  });
});

test('a listing over all scopes says of each thing where it was found', async () => {
  const pages = [];
  for await (const page of twoScopes().both.discover()) pages.push(...page.references);
  expect(pages.map(({ scope }) => scope)).toEqual(['own', 'staging']);
});

test('a listing over several scopes says which of them failed; over a single one there is nothing to tell apart', async () => {
  const failure = new ListingFailed('ListEnvironments', roleNotAssumed(), false);
  const failing: ScopedProvider = {
    scope: 'staging',
    account: stagingAccount,
    region,
    provider: () => ({
      ...new FakeScope('staging', stagingAccount).provider(),
      async *discover() {
        yield { references: [], failure };
      },
    }),
  };
  const pagesFrom = async (...members: readonly ScopedProvider[]) => {
    const pages: DiscoveredPage[] = [];
    for await (const page of providerInScopes(members).discover()) pages.push(page);
    return pages;
  };
  const failedScope = { account: stagingAccount, region, reason: 'roleNotAssumed' };
  const [first, second] = await pagesFrom(new FakeScope('own', ownAccount), failing);
  expect(first).not.toHaveProperty('failedScope');
  expect(second).toEqual({ references: [], failure, failedScope });
  expect(await pagesFrom(failing)).toEqual([{ references: [], failure }]);
});

test('the scope of a target is told by its ARN, where that can tell', () => {
  const { own, staging } = twoScopes();
  expect(scopeOfTarget([own, staging], environmentIn(stagingAccount))).toBe('staging');
  expect(scopeOfTarget([own, staging], environmentIn('999999999999'))).toBeUndefined();
  const connectionTarget = `arn:aws:proton:${region}:${tenantAccount}:environment-account-connection/x`;
  expect(scopeOfTarget([own, staging], connectionTarget)).toBeUndefined();
  expect(scopeOfTarget([own], connectionTarget)).toBe('own');
});
