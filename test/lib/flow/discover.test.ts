import { describe, expect, test } from '@jest/globals';
import { type DiscoveredPage, type DiscoveryJob, ListingFailed } from '../../../src/lib/model/discovery.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import type { DiscoverOptions } from '../../../src/lib/ports.ts';
import { connectionArn, deployment, instanceArn, startMs } from '../model/subjects.ts';
import { Harness, minuteMs, referenceOf } from './harness.ts';

function jobAt(nowMs: number, different: Partial<DiscoveryJob> = {}): DiscoveryJob {
  return { provider: 'proton', scope: 'own', enqueuedAtMs: nowMs, expiresAtMs: nowMs + minuteMs, ...different };
}

function environment(number: number): SubjectReference {
  return { on: 'deployment', provider: 'proton', kind: 'environment', name: `e${number}`, target: `arn:e${number}` };
}

/** Something to list, page by page: the token is the number of the page. */
function pagesOf(...pages: readonly (readonly SubjectReference[])[]) {
  const asked: string[] = [];
  return {
    asked,
    async *discover({ token = '0' }: DiscoverOptions = {}): AsyncIterable<DiscoveredPage> {
      for (let index = Number(token); index < pages.length; index += 1) {
        asked.push(String(index));
        const isLast = index === pages.length - 1;
        yield { references: pages[index] ?? [], ...(isLast ? {} : { nextToken: String(index + 1) }) };
      }
    },
  };
}

function failing(...failures: readonly ListingFailed[]) {
  return {
    async *discover(): AsyncIterable<DiscoveredPage> {
      for (const failure of failures) yield { references: [], failure };
    },
  };
}

const denied = new ListingFailed('ListEnvironments', Object.assign(new Error('no'), { name: 'AccessDenied' }), false);
const throttle = new ListingFailed('ListComponents', Object.assign(new Error('no'), { name: 'Throttling' }), true);

async function trailOf(harness: Harness, target: string): Promise<readonly TrailEntry[]> {
  return harness.trail(target);
}

describe('a listing', () => {
  test('finds what no event told of', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.connects();
    expect(await harness.runJob(jobAt(startMs))).toEqual({ outcome: 'listed', underWay: 2, ended: 0 });
    expect(harness.enqueued.map(({ cause, reference }) => [cause, reference.target])).toEqual([
      ['sweep', instanceArn],
      ['sweep', connectionArn],
    ]);
  });

  test('leaves alone what is open here: that comes due by its own key', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    expect(await harness.runJob(jobAt(startMs))).toEqual({ outcome: 'listed', underWay: 1, ended: 0 });
    expect(harness.enqueued).toEqual([]);
  });

  test('finds a new attempt though the one before has ended and is not told yet', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item } = await harness.observe();
    if (item === undefined) throw new Error('there is no item');
    expect(item.outbox).not.toEqual([]);
    await harness.store.put({ ...item, subject: deployment({ status: 'SUCCEEDED' }) });
    expect(await harness.runJob(jobAt(startMs))).toEqual({ outcome: 'listed', underWay: 1, ended: 0 });
    expect(harness.enqueued).toMatchObject([{ cause: 'sweep', reference: { target: instanceArn } }]);
  });

  test('looks at once at what is open here and no longer under way there', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item } = await harness.observe();
    harness.truth.clear();
    expect(await harness.runJob(jobAt(startMs))).toEqual({ outcome: 'listed', underWay: 0, ended: 1 });
    expect(harness.enqueued).toMatchObject([{ cause: 'sweep', attempt: item?.key.attempt }]);
  });

  test('takes nothing for ended that belongs to another provider or scope', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.truth.clear();
    await harness.runJob(jobAt(startMs, { provider: 'supplyChain' }));
    await harness.runJob(jobAt(startMs, { scope: 'staging' }));
    expect(harness.enqueued).toEqual([]);
  });

  test('takes nothing for ended because a list could not be read', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    await expect(harness.runJob(jobAt(startMs), failing(denied))).rejects.toThrow('ListEnvironments failed');
    expect(harness.enqueued).toEqual([]);
  });

  test('marks what it finds in a scope, so that whoever follows the hint asks there', async () => {
    const harness = new Harness();
    await harness.runJob(jobAt(startMs, { scope: 'staging' }), pagesOf([environment(1)]));
    expect(harness.enqueued).toEqual([{ cause: 'sweep', reference: { ...environment(1), scope: 'staging' } }]);
  });

  test('asks as far back as the horizon', async () => {
    const harness = new Harness();
    let asked: DiscoverOptions | undefined;
    await harness.runJob(jobAt(startMs), {
      async *discover(options) {
        asked = options;
        yield { references: [] };
      },
    });
    expect(asked).toEqual({ sinceMs: startMs - harness.ports.horizonMs });
  });
});

describe('a long listing', () => {
  const pages = Array.from({ length: 50 }, (_, number) => [environment(number)]);

  /** Runs a job and what it hands on, to the end. */
  async function runAll(harness: Harness, source: ReturnType<typeof pagesOf>) {
    const outcomes: string[] = [];
    harness.jobs.push(jobAt(harness.nowMs));
    for (let job = harness.jobs.shift(); job !== undefined; job = harness.jobs.shift()) {
      const { outcome } = await harness.runJob(job, source);
      outcomes.push(outcome);
    }
    return outcomes;
  }

  test('goes on by messages, each with where it was left', async () => {
    const harness = new Harness();
    const source = pagesOf(...pages);
    expect(await runAll(harness, source)).toEqual(['continued', 'continued', 'listed']);
    expect(source.asked).toEqual(Array.from({ length: 50 }, (_, number) => String(number)));
    expect(harness.enqueued).toHaveLength(50);
  });

  test('goes on by a message when its time is nearly over', async () => {
    const harness = new Harness();
    harness.remainingMs = 5_000;
    expect(await runAll(harness, pagesOf([environment(1)], [environment(2)], [environment(3)]))).toEqual([
      'continued',
      'continued',
      'listed',
    ]);
    expect(harness.enqueued).toHaveLength(3);
  });

  test('knows at its end what was open at its beginning and shown by no page', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item } = await harness.observe();
    await runAll(harness, pagesOf(...pages));
    expect(harness.enqueued.filter(({ attempt }) => attempt !== undefined)).toMatchObject([
      { attempt: item?.key.attempt },
    ]);
    // And what some page shows has not ended.
    const other = new Harness();
    other.deploys();
    await other.observe();
    await runAll(other, pagesOf([referenceOf(instanceArn)], ...pages));
    expect(other.enqueued.filter(({ attempt }) => attempt !== undefined)).toEqual([]);
  });

  test('that could not list something earlier takes nothing for ended later', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const source = {
      async *discover({ token }: DiscoverOptions = {}): AsyncIterable<DiscoveredPage> {
        if (token === undefined) yield { references: [], failure: denied, nextToken: 'more' };
        yield { references: [] };
      },
    };
    harness.remainingMs = 5_000;
    expect(await harness.runJob(jobAt(startMs), source)).toMatchObject({ outcome: 'continued' });
    const [job] = harness.jobs;
    expect(job && (await harness.runJob(job, source))).toMatchObject({ outcome: 'listed', ended: 0 });
    expect(await harness.records.get('proton', 'own')).not.toHaveProperty('lastSuccessAtMs');
  });

  test('without an end is given up', async () => {
    const harness = new Harness();
    harness.remainingMs = 5_000;
    const endless = {
      async *discover(): AsyncIterable<DiscoveredPage> {
        yield { references: [], nextToken: 'again' };
      },
    };
    harness.jobs.push(jobAt(startMs));
    const run = async () => {
      for (let job = harness.jobs.shift(); job !== undefined; job = harness.jobs.shift()) {
        await harness.runJob(job, endless);
      }
    };
    await expect(run()).rejects.toThrow('is listed in part');
    expect(harness.jobs).toEqual([]);
  });
});

describe('one job at a time for a provider and scope', () => {
  /** A listing that waits until it is let go. */
  function held() {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    return {
      release: () => release(),
      async *discover(): AsyncIterable<DiscoveredPage> {
        await gate;
        yield { references: [] };
      },
    };
  }

  test('a job is dropped while another has the lease, and not when its owner has died', async () => {
    const harness = new Harness();
    const slow = held();
    const running = harness.runJob(jobAt(startMs), slow);
    await new Promise((resolve) => setImmediate(resolve));
    harness.nowMs += 30_000;
    expect(await harness.runJob(jobAt(harness.nowMs))).toEqual({ outcome: 'dropped', because: 'leased' });
    // Another scope is another lease.
    expect(await harness.runJob(jobAt(harness.nowMs, { scope: 'staging' }))).toMatchObject({ outcome: 'listed' });
    harness.nowMs += 30_000;
    expect(await harness.runJob(jobAt(harness.nowMs))).toMatchObject({ outcome: 'listed' });
    slow.release();
    expect(await running).toMatchObject({ outcome: 'listed' });
  });

  test('of two that begin at once, one lists', async () => {
    const harness = new Harness();
    const results = await Promise.all([harness.runJob(jobAt(startMs)), harness.runJob(jobAt(startMs))]);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['dropped', 'listed']);
  });

  test('a job that is older than its interval is dropped', async () => {
    const harness = new Harness();
    harness.nowMs += minuteMs + 1;
    expect(await harness.runJob(jobAt(startMs))).toEqual({ outcome: 'dropped', because: 'expired' });
  });

  test('a job that comes twice is done once', async () => {
    const harness = new Harness();
    harness.nowMs += 1_000;
    await harness.runJob(jobAt(startMs));
    harness.nowMs += 1_000;
    expect(await harness.runJob(jobAt(startMs))).toEqual({ outcome: 'dropped', because: 'done' });
  });

  test('what goes on by a message is dropped when a later job has overtaken it', async () => {
    const harness = new Harness();
    harness.remainingMs = 5_000;
    await harness.runJob(jobAt(startMs), pagesOf([environment(1)], [environment(2)]));
    const [handedOn] = harness.jobs;
    harness.nowMs += minuteMs;
    harness.remainingMs = 30_000;
    await harness.runJob(jobAt(harness.nowMs), pagesOf([]));
    expect(handedOn && (await harness.runJob(handedOn))).toEqual({ outcome: 'dropped', because: 'overtaken' });
  });
});

describe('what cannot be listed', () => {
  test('is told with provider, scope and operation, and the rest is done', async () => {
    const harness = new Harness();
    const source = {
      async *discover(): AsyncIterable<DiscoveredPage> {
        yield { references: [], failure: denied };
        yield { references: [environment(1)] };
      },
    };
    await expect(harness.runJob(jobAt(startMs, { scope: 'staging' }), source)).rejects.toMatchObject({
      name: 'DiscoveryIncomplete',
      message: expect.stringMatching(
        /^proton in the scope "staging" is listed in part: .*ListEnvironments failed: AccessDenied/,
      ),
      failures: [denied],
    });
    expect(harness.enqueued).toHaveLength(1);
    expect(harness.logs).toContainEqual({ level: 'error', message: 'something could not be listed' });
  });

  test('stands in the trail of its scope, once for each change', async () => {
    const harness = new Harness();
    const listing = async (source: ReturnType<typeof failing>) => {
      harness.nowMs += minuteMs;
      await harness.runJob(jobAt(harness.nowMs, { scope: 'staging' }), source).catch(() => undefined);
    };
    await listing(failing(denied));
    await listing(failing(denied));
    await listing(failing());
    await listing(failing(denied));
    const entries = await trailOf(harness, 'scope:staging');
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({
      name: 'staging',
      actor: { type: 'bot' },
      event: {
        what: 'refused',
        request: 'list what is under way in proton',
        reason: 'ListEnvironments: AccessDenied',
      },
    });
    expect(harness.logs).toContainEqual({ level: 'info', message: 'everything can be listed again' });
  });

  test('for its rate is put off, longer each time, and is no failure', async () => {
    const harness = new Harness();
    const waits: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      expect(await harness.runJob(jobAt(harness.nowMs), failing(throttle))).toMatchObject({ outcome: 'throttled' });
      const { notBeforeMs = 0 } = (await harness.records.get('proton', 'own')) ?? {};
      waits.push((notBeforeMs - harness.nowMs) / minuteMs);
      expect(await harness.runJob(jobAt(harness.nowMs + 1))).toEqual({ outcome: 'dropped', because: 'throttled' });
      harness.nowMs = notBeforeMs;
    }
    expect(waits).toEqual([2, 4, 8, 15, 15, 15]);
    expect(await harness.runJob(jobAt(harness.nowMs))).toMatchObject({ outcome: 'listed' });
    expect(await harness.records.get('proton', 'own')).toMatchObject({ throttles: 0, lastSuccessAtMs: harness.nowMs });
    expect(await trailOf(harness, 'scope:own')).toEqual([]);
  });

  test('keeps no other provider or scope from being listed: each is a job of its own', async () => {
    const harness = new Harness();
    harness.sources = ['silent', 'own', 'staging'].map((scope) => ({
      provider: 'proton',
      scope,
      intervalMs: minuteMs,
    }));
    await harness.sweep();
    const silent = {
      discover: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
    };
    const results = harness.jobs
      .splice(0)
      .map((job) => harness.runJob(job, job.scope === 'silent' ? silent : pagesOf([])));
    expect(await Promise.all(results.slice(1))).toMatchObject([{ outcome: 'listed' }, { outcome: 'listed' }]);
    // It never answers; a minute later all three are asked again.
    harness.nowMs += minuteMs;
    expect(await harness.sweep()).toMatchObject({ jobs: 3 });
  });
});

describe('the walk', () => {
  function walking(pages: number) {
    const tokens: (string | undefined)[] = [];
    return {
      tokens,
      async *discover(): AsyncIterable<DiscoveredPage> {
        yield { references: [] };
      },
      async walk(token: string | undefined): Promise<DiscoveredPage> {
        tokens.push(token);
        const page = Number(token ?? 0);
        return { references: [environment(page)], ...(page + 1 < pages ? { nextToken: String(page + 1) } : {}) };
      },
    };
  }

  async function everyMinute(harness: Harness, minutes: number, source: ReturnType<typeof walking>) {
    const perMinute: number[] = [];
    for (let minute = 0; minute < minutes; minute += 1) {
      const before = source.tokens.length;
      await harness.runJob(jobAt(harness.nowMs), source);
      perMinute.push(source.tokens.length - before);
      harness.nowMs += minuteMs;
    }
    return perMinute;
  }

  test('goes on slice by slice, and begins again an hour after it began', async () => {
    const harness = new Harness();
    const source = walking(20);
    const perMinute = await everyMinute(harness, 65, source);
    expect(perMinute.slice(0, 4)).toEqual([8, 8, 4, 0]);
    expect(perMinute.slice(4, 60).every((calls) => calls === 0)).toBe(true);
    expect(perMinute.slice(60, 64)).toEqual([8, 8, 4, 0]);
    expect(source.tokens.slice(0, 20)).toEqual([
      undefined,
      ...Array.from({ length: 19 }, (_, page) => String(page + 1)),
    ]);
    expect(harness.enqueued).toHaveLength(40);
  });

  test('that is refused begins again with the hour; one that is throttled goes on where it was', async () => {
    const harness = new Harness();
    const source = walking(20);
    await harness.runJob(jobAt(harness.nowMs), source);
    for (const [failure, kept] of [
      [throttle, { token: '8' }],
      [denied, {}],
    ] as const) {
      harness.nowMs += minuteMs;
      const refusing = { ...source, walk: async () => Promise.reject(failure) };
      expect(await harness.runJob(jobAt(harness.nowMs), refusing)).toMatchObject({ outcome: 'listed' });
      expect((await harness.records.get('proton', 'own'))?.walk).toEqual({ beganAtMs: startMs, ...kept });
    }
    expect(harness.logs).toContainEqual({ level: 'warn', message: 'the walk through what began long ago broke off' });
  });
});
