import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Item } from '../../../src/lib/model/item.ts';
import type { Investigator } from '../../../src/lib/ports.ts';
import { startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesFrom, rulesThatCancel } from './harness.ts';

const longestMs = 5_000;

let bot: Harness;
/** What the bot did, in order, from the claim on. */
let steps: string[];
let aborted: string[];

function investigator(name: string, investigate: (signal: AbortSignal) => Promise<readonly string[]>): Investigator {
  return {
    name,
    investigate: (signal) => {
      steps.push(`investigate ${name}`);
      signal.addEventListener('abort', () => aborted.push(name));
      return investigate(signal);
    },
  };
}

const finds = investigator.bind(undefined, 'finds', async () => ['Web: health checks failed']);
const kinds: Readonly<Record<string, () => Investigator>> = {
  hangs: () => investigator('hangs', () => new Promise(() => undefined)),
  throws: () => investigator('throws', async () => Promise.reject(new Error('broken'))),
  'throws at once': () => ({
    name: 'throws at once',
    investigate: () => {
      throw new TypeError('broken');
    },
  }),
  'is denied': () =>
    investigator('is denied', async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    }),
  'is slow': () => investigator('is slow', () => new Promise((resolve) => void slow.push(() => resolve(['too late'])))),
};
let slow: (() => void)[];

function investigatedBy(...investigators: readonly Investigator[]): void {
  bot.provider = { ...bot.provider, investigators: () => investigators };
}

/** A stuck deployment, past its deadline. */
async function isStuck(): Promise<void> {
  bot.deploys();
  await bot.observe();
  bot.nowMs = startMs + deadlineMs + minuteMs;
}

beforeEach(() => {
  bot = new Harness();
  [steps, aborted, slow] = [[], [], []];
  const own = bot;
  bot.wait = async (durationMs, signal) => {
    // Whoever can answer does so before the time is over.
    await new Promise((resolve) => setImmediate(resolve));
    if (!signal.aborted) own.nowMs += durationMs;
  };
  const { provider, store } = bot;
  bot.provider = {
    ...provider,
    observe: (reference) => {
      steps.push('read the truth');
      return provider.observe(reference);
    },
    perform: (...call) => {
      steps.push('call');
      return provider.perform(...call);
    },
  };
  bot.store = {
    ...store,
    put: (item) => {
      steps.push(item.diagnosis === undefined ? 'write' : 'write the diagnosis');
      return store.put(item);
    },
  };
});

const actionsOf = () => bot.performed.map(({ action }) => action);

describe('before a cancel', () => {
  test('it is claimed, then diagnosed, then fenced, then called: nothing comes between the fence and the call', async () => {
    investigatedBy(finds());
    await isStuck();
    steps = [];
    await bot.observe();
    expect(steps.slice(0, 6)).toEqual([
      'read the truth',
      'write',
      'investigate finds',
      'write the diagnosis',
      'read the truth',
      'call',
    ]);
    expect((await bot.newest()).diagnosis).toEqual({ atMs: bot.nowMs, text: 'Web: health checks failed' });
  });

  test.each(Object.keys(kinds))(
    'who %s delays the cancel by five seconds at most, and hides nothing of the others',
    async (kind) => {
      investigatedBy(kinds[kind]?.() ?? finds(), finds());
      await isStuck();
      const beganAtMs = bot.nowMs;
      await bot.observe();
      expect(actionsOf()).toEqual(['cancel']);
      const isWaitedFor = kind === 'hangs' || kind === 'is slow';
      const [claim] = Object.values((await bot.newest()).claims);
      expect(claim).toMatchObject({ state: 'settled', outcome: 'accepted' });
      expect(bot.nowMs - beganAtMs).toBe(isWaitedFor ? longestMs : 0);
      expect((await bot.newest()).diagnosis?.text).toBe('Web: health checks failed');
      if (isWaitedFor) expect(aborted).toContain(kind);
      for (const answer of slow) answer();
      await bot.observe();
      expect((await bot.newest()).diagnosis?.text).toBe('Web: health checks failed');
    },
  );

  test('all of them together get five seconds, not five each', async () => {
    investigatedBy(...Object.values(kinds).map((make) => make()), ...Object.values(kinds).map((make) => make()));
    await isStuck();
    const beganAtMs = bot.nowMs;
    await bot.observe();
    expect([actionsOf(), bot.nowMs - beganAtMs]).toEqual([['cancel'], longestMs]);
    expect((await bot.newest()).diagnosis).toBeUndefined();
  });

  test('a provider that cannot even say who may know delays nothing', async () => {
    bot.provider = {
      ...bot.provider,
      investigators: () => {
        throw new TypeError('broken');
      },
    };
    await isStuck();
    await bot.observe();
    expect(actionsOf()).toEqual(['cancel']);
  });

  test('a diagnosis that cannot be written delays nothing', async () => {
    investigatedBy(finds());
    await isStuck();
    const { store } = bot;
    bot.store = {
      ...store,
      put: async (item: Item) => {
        if (item.diagnosis !== undefined && actionsOf().length === 0) throw new Error('no table');
        return store.put(item);
      },
    };
    await bot.observe();
    expect(actionsOf()).toEqual(['cancel']);
  });

  test.each([
    [14_999, false],
    [15_000, true],
  ])('with %i ms left, there is one: %s', async (remainingMs, isTaken) => {
    investigatedBy(finds());
    await isStuck();
    bot.remainingMs = remainingMs;
    await bot.observe();
    expect(actionsOf()).toEqual(['cancel']);
    expect((await bot.newest()).diagnosis !== undefined).toBe(isTaken);
  });

  test('what was found before the first call stays when it is called again', async () => {
    const found = ['the first', 'the second'];
    investigatedBy(investigator('counts', async () => [found.shift() ?? 'none']));
    await isStuck();
    bot.performances.push({ result: 'unknown', error: 'TimeoutError' });
    await bot.observe();
    bot.nowMs += bot.leaseMs + 1;
    await bot.observe();
    expect(actionsOf()).toEqual(['cancel', 'cancel']);
    expect((await bot.newest()).diagnosis?.text).toBe('the first');
  });

  test('where a back end has no investigators, nothing is written more than before', async () => {
    await isStuck();
    steps = [];
    await bot.observe();
    expect(steps.slice(0, 4)).toEqual(['read the truth', 'write', 'read the truth', 'call']);
  });

  test('a rule in shadow diagnoses nothing', async () => {
    investigatedBy(finds());
    bot.rules = rulesThatCancel('shadow');
    await isStuck();
    await bot.observe();
    expect(steps).not.toContain('investigate finds');
  });

  test('a person’s cancel is diagnosed, too', async () => {
    investigatedBy(finds());
    bot.deploys();
    await bot.cancel();
    expect(actionsOf()).toEqual(['cancel']);
    expect((await bot.newest()).diagnosis?.text).toBe('Web: health checks failed');
  });
});

describe('what a diagnosis says', () => {
  test('is in no log, in no trail and on no bus', async () => {
    const sensitive = 'the words of the back end';
    investigatedBy(
      investigator('finds', async () => [sensitive]),
      kinds['throws']?.() ?? finds(),
    );
    await isStuck();
    await bot.observe();
    await bot.notify();
    expect((await bot.newest()).diagnosis?.text).toBe(sensitive);
    expect(JSON.stringify([bot.logs, bot.published, await bot.trail()])).not.toContain(sensitive);
  });

  test('has no secrets', async () => {
    investigatedBy(investigator('finds', async () => ['DB_PASSWORD=hunter2hunter2 is wrong']));
    await isStuck();
    await bot.observe();
    expect((await bot.newest()).diagnosis?.text).toBe('DB_PASSWORD=[redacted] is wrong');
  });
});

/** What the diagnosis was each time something was published. */
function diagnosesAsTold(): readonly (string | undefined)[] {
  const { bus } = bot;
  const told: (string | undefined)[] = [];
  bot.bus = {
    ...bus,
    publish: async (entries) => {
      told.push((await bot.newest()).diagnosis?.text);
      return bus.publish(entries);
    },
  };
  return told;
}

describe('without a cancel', () => {
  test('what failed is diagnosed before it is told, and once', async () => {
    investigatedBy(finds());
    bot.deploys();
    await bot.observe();
    bot.published.length = 0;
    bot.deploys({ status: 'FAILED', phase: 'failed' });
    const told = diagnosesAsTold();
    await bot.observe();
    expect(told).toEqual(['Web: health checks failed']);
    steps = [];
    await bot.observe();
    expect(steps).not.toContain('investigate finds');
  });

  test('what succeeded, and what had failed before it was first seen, is not', async () => {
    investigatedBy(finds());
    bot.deploys({ status: 'FAILED', phase: 'failed' });
    await bot.observe();
    bot.deploys({ id: 'another', startedAtMs: startMs + 1 });
    await bot.observe();
    bot.deploys({ id: 'another', startedAtMs: startMs + 1, status: 'SUCCEEDED', phase: 'succeeded' });
    await bot.observe();
    expect(steps).not.toContain('investigate finds');
  });

  test('people who are asked about a cancel see one', async () => {
    investigatedBy(finds());
    bot.rules = rulesFrom(`
  - name: ask
    on: deployment
    when: deployment.status == "IN_PROGRESS"
    do: [{ cancel: { reason: slow } }]
    mode: approve
`);
    bot.deploys();
    const told = diagnosesAsTold();
    await bot.observe();
    expect([told, actionsOf()]).toEqual([['Web: health checks failed'], []]);
    steps = [];
    await bot.observe();
    expect(steps).not.toContain('investigate finds');
  });
});

describe('whoever asks for a diagnosis', () => {
  const ask = (target = 'orders/api') => bot.request({ type: 'command', command: { name: 'diagnose', target } });

  test('gets one that is taken now, if they may, and nothing changes', async () => {
    const found = ['then', 'now'];
    investigatedBy(investigator('counts', async () => [found.shift() ?? 'none']));
    await isStuck();
    await bot.observe();
    const { claims } = await bot.newest();
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'diagnoses', diagnoses: [{ diagnosis: { text: 'now' } }] });
    expect(await bot.newest()).toMatchObject({ claims, diagnosis: { text: 'then' } });
    expect(bot.asked).toContainEqual({ action: 'diagnose', environment: 'prod-eu' });
    expect(actionsOf()).toEqual(['cancel']);
  });

  test('gets the one that is kept where nothing is found any more', async () => {
    const found = ['then'];
    investigatedBy(investigator('counts', async () => found.splice(0)));
    await isStuck();
    await bot.observe();
    expect(await ask()).toMatchObject({ diagnoses: [{ diagnosis: { text: 'then' } }] });
  });

  test('and may not is refused, and nobody is asked; the refusal is in the trail', async () => {
    investigatedBy(finds());
    bot.deploys();
    bot.refusedActions = ['diagnose'];
    expect(await ask()).toMatchObject({ kind: 'refused', request: 'diagnose orders/api', reason: 'not that' });
    expect(steps).not.toContain('investigate finds');
    expect((await bot.trail()).map(({ event }) => event.what)).toContain('refused');
  });

  test('of nothing learns that only with the permission', async () => {
    expect(await ask('nothing')).toEqual({ kind: 'notFound', name: 'nothing' });
    bot.permission = { allowed: false, reason: 'you may not' };
    expect(
      await bot.request({ type: 'command', command: { name: 'diagnose', target: 'nothing' } }, 'again'),
    ).toMatchObject({
      kind: 'refused',
    });
  });

  test('waits five seconds at most', async () => {
    investigatedBy(kinds['hangs']?.() ?? finds());
    bot.deploys();
    const beganAtMs = bot.nowMs;
    expect(await ask()).toMatchObject({ kind: 'diagnoses', diagnoses: [{}] });
    expect(bot.nowMs - beganAtMs).toBe(longestMs);
  });
});
