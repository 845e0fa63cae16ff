import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFinal, statusOf, targetOf } from '../../src/lib/model/statuses.ts';
import { checkRules } from '../../src/lib/rules/check/index.ts';
import { compileRules } from '../../src/lib/rules/compile/index.ts';
import { Harness, minuteMs } from '../lib/flow/harness.ts';
import { type KilnApi, referenceOf } from './firings.ts';
import { eventParser } from './module.ts';
import { Pottery } from './pottery.ts';
import { createKilnProvider } from './provider.ts';
import { providerRegistry } from './registry.ts';

const place = { region: 'eu-central-1', account: '123456789012' };
const names = ['north', 'south'] as const;
const deadlineMs = 30 * minuteMs;
const rulesText = `version: 1
rules:
  - name: stop-endless-firings
    on: deployment
    match: { provider: kiln }
    when: deployment.status == "FIRING" && now - deployment.startedAt > duration("30m")
    do: [{ cancel: { reason: the pots are done } }]
    mode: enforce
`;

/** The use cases, the store and the kilns' real provider on a clock that the history moves, with the stand-in in process. */
class Workshop extends Harness {
  readonly pottery = new Pottery(() => this.nowMs);
  /** The next stop is carried out, and its answer is lost. */
  losesAnswer = false;
  readonly #api: KilnApi = {
    getKiln: (input) => this.pottery.getKiln(input),
    listKilns: () => this.pottery.listKilns(),
    stopFiring: async (input) => {
      const answer = await this.pottery.stopFiring(input);
      if (!this.losesAnswer) return answer;
      this.losesAnswer = false;
      throw Object.assign(new Error('lost'), { name: 'InternalServerException', $metadata: { httpStatusCode: 500 } });
    },
  };
  override readonly provider = createKilnProvider(this.#api, place);
  override sources = [{ provider: 'kiln', scope: 'own', intervalMs: minuteMs }];

  constructor() {
    super();
    const checked = checkRules(rulesText, 'rules.yml', { providers: providerRegistry });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    this.rules = compileRules(checked.document);
  }

  override get ports() {
    return { ...super.ports, provider: this.provider, referenceOf };
  }

  /** What the pottery says of a kiln comes in. */
  async hear(name: string): Promise<void> {
    const parsed = eventParser.parseEvent({ source: 'pottery.kiln', detail: { kiln: name } });
    if (parsed.kind === 'hint') await this.observe({ cause: 'event', reference: parsed.reference });
  }
}

type Step =
  | readonly ['light' | 'end' | 'crack' | 'hear' | 'stop', string]
  | readonly ['pass', number]
  | readonly ['lose' | 'sweep'];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('light', 'end', 'crack', 'hear', 'stop'), fc.constantFrom(...names)),
  },
  { weight: 3, arbitrary: fc.tuple(fc.constant('pass'), fc.integer({ min: 1, max: 40 })) },
  { weight: 2, arbitrary: fc.constantFrom(['lose'] as const, ['sweep'] as const) },
);

/** What is seen of a history while it is played. */
class Watch {
  readonly litAtMs = new Map<string, number>();
  readonly askedFor = new Set<string>();
  readonly ended = new Map<string, string>();
  requests = 0;
}

async function play(workshop: Workshop, watch: Watch, [what, detail]: Step): Promise<void> {
  const { pottery } = workshop;
  const name = String(detail);
  const isBurning = ['FIRING', 'COOLING'].includes(pottery.firingOf(name)?.status ?? '');
  if (what === 'light' && !isBurning) watch.litAtMs.set(pottery.light(name).id, workshop.nowMs);
  if (what === 'end' || what === 'crack') pottery.end(name, what === 'end');
  if (what === 'hear') await workshop.hear(name);
  if (what === 'lose') workshop.losesAnswer = true;
  if (what === 'sweep') await workshop.sweepAndFollow();
  if (what === 'pass') workshop.nowMs += detail * minuteMs;
  if (what === 'stop') {
    watch.requests += 1;
    watch.askedFor.add(pottery.firingOf(name)?.id ?? '');
    // Where its answer is lost, the request comes back.
    await workshop.cancel(`request-${watch.requests}`, name).catch(() => undefined);
  }
  await checkItems(workshop, watch);
}

/** I9: what has ended stays as it ended. */
async function checkItems(workshop: Workshop, { ended }: Watch): Promise<void> {
  for (const name of names) {
    const target = `arn:aws:kiln:${place.region}:${place.account}:kiln/${name}`;
    for (const { key, subject } of workshop.stored(target)) {
      const before = ended.get(key.attempt);
      if (before !== undefined) expect([key.attempt, statusOf(subject)]).toEqual([key.attempt, before]);
      if (isFinal(subject)) ended.set(key.attempt, statusOf(subject));
      expect(targetOf(subject)).toBe(target);
    }
  }
}

describe('in every history of kilns', () => {
  test('I1, I2, I3, I9: only what burns too long, or was asked for, is stopped; once; and nothing burns on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const [workshop, watch] = [new Workshop(), new Watch()];
        let checked = 0;
        const checkStops = () => {
          for (const { firingId } of workshop.pottery.stops.slice(checked)) {
            const ageMs = workshop.nowMs - (watch.litAtMs.get(firingId) ?? workshop.nowMs);
            expect([firingId, ageMs > deadlineMs || watch.askedFor.has(firingId)]).toEqual([firingId, true]);
          }
          checked = workshop.pottery.stops.length;
        };
        for (const one of steps) {
          await play(workshop, watch, one);
          checkStops();
        }
        // Every event is lost from here on, and nobody asks for anything.
        workshop.losesAnswer = false;
        for (let minutes = 0; minutes < 40; minutes += 1) {
          await play(workshop, watch, ['pass', 1]);
          await play(workshop, watch, ['sweep']);
          checkStops();
        }
        for (const name of names) expect(workshop.pottery.firingOf(name)?.status).not.toBe('FIRING');
        const stopped = workshop.pottery.stops.map(({ firingId }) => firingId);
        expect(new Set(stopped).size).toBe(stopped.length);
      }),
      { numRuns: 60 },
    );
  });

  test('a stop whose answer was lost is told as the bot’s own, and not sent again', async () => {
    const workshop = new Workshop();
    workshop.pottery.light('north');
    await workshop.hear('north');
    workshop.nowMs += deadlineMs + minuteMs;
    workshop.losesAnswer = true;
    await workshop.hear('north').catch(() => undefined);
    for (let minutes = 0; minutes < 5; minutes += 1) {
      workshop.nowMs += minuteMs;
      await workshop.sweepAndFollow();
    }
    expect(workshop.pottery.stops).toHaveLength(1);
    const target = `arn:aws:kiln:${place.region}:${place.account}:kiln/north`;
    expect(await workshop.told(target)).toEqual(['observed']);
  });
});
