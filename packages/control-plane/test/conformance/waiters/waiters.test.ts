import * as sdk from '@aws-sdk/client-proton';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../support/server.ts';
import { ACCEPTORS, isWaiter } from './support/acceptors.ts';
import { CANCELLED_PLAYS, OTHER_PLAYS_WITHOUT_END, PLAYS_WITH_AN_END, type Play } from './support/plays.ts';
import { stateBeforeThePlays } from './support/stage.ts';
import { statusNow, type WaitEnd, waitFor } from './support/waits.ts';

const WITHOUT_END = [...CANCELLED_PLAYS, ...OTHER_PLAYS_WITHOUT_END];

let server: RunningServer;
let ends: ReadonlyMap<Play, WaitEnd>;

/** All plays at once, as they have nothing to do with each other: together they take as long as the longest. */
beforeAll(async () => {
  server = await startServer();
  server.plane.restore(stateBeforeThePlays());
  const client = server.client();
  ends = new Map(
    await Promise.all(
      [...PLAYS_WITH_AN_END, ...WITHOUT_END].map(async (play) => {
        play.begin(server.plane);
        const patience = WITHOUT_END.includes(play) ? 'none' : 'end';
        return [play, await waitFor(client, play.waiter, play.target, patience)] as const;
      }),
    ),
  );
});

afterAll(() => server.close());

describe('the waiters of the SDK', () => {
  test('are the ten of the API model, and no other', () => {
    expect(Object.keys(sdk).filter(isWaiter).sort()).toEqual(Object.keys(ACCEPTORS).sort());
    expect(Object.keys(ACCEPTORS)).toHaveLength(10);
  });

  test('have a play for each of their ends, and for having none', () => {
    for (const [waiter, { success, failure }] of Object.entries(ACCEPTORS)) {
      const played = PLAYS_WITH_AN_END.filter((play) => play.waiter === waiter).map((play) => play.end);
      expect([waiter, new Set(played)]).toEqual([waiter, new Set([...success, ...failure])]);
      if (waiter.endsWith('Registered')) continue; // Registration cannot be made to hang.
      expect([waiter, WITHOUT_END.some((play) => play.waiter === waiter)]).toEqual([waiter, true]);
    }
  });
});

const titled = (plays: readonly Play[]) =>
  plays.map((play) => [`${play.waiter} of ${play.target}`, play.end, play] as const);

describe('a waiter that has an end', () => {
  test.each(titled(PLAYS_WITH_AN_END))('%s: %s', (_title, end, play) => {
    const state = ACCEPTORS[play.waiter].success.includes(end) ? 'SUCCESS' : 'FAILURE';
    expect(ends.get(play)).toEqual({ state, last: end });
  });
});

describe('a waiter without an end', () => {
  test.each(titled(WITHOUT_END))('%s, which stays %s, runs out of time', (_title, status, play) => {
    expect(ends.get(play)?.state).toBe('TIMEOUT');
    const { success, failure } = ACCEPTORS[play.waiter];
    expect([...success, ...failure]).not.toContain(status);
    expect(statusNow(server.plane, play.waiter, play.target)).toBe(status);
  });

  test('is each that waits for a deployment, when that is cancelled', () => {
    const deployed = Object.keys(ACCEPTORS).filter((waiter) => waiter.endsWith('Deployed'));
    expect(CANCELLED_PLAYS.map((play) => play.waiter).sort()).toEqual(deployed.sort());
    expect(JSON.stringify(ACCEPTORS)).not.toContain('CANCELLED');
  });
});
