import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/index.ts';
import { readSources } from '../architecture/sources.ts';
import { callsOf } from '../e2e/support/call-counts.ts';
import { ask } from '../e2e/support/people.ts';
import { isQuiet } from '../e2e/support/queues.ts';
import { projectDirectory, startTestSession, until } from '../e2e/support/session.ts';
import { sweepUntil } from '../e2e/support/sweeps.ts';
import { storedItems } from '../e2e/support/table.ts';
import { Packaged } from '../packaging/support/packaged.ts';
import { createPotteryService, Pottery } from './pottery.ts';

/** The whole bot, packaged with the list of `registry.ts` and deployed to the local cloud, where the pottery is one service more. */
const packageFolder = '.proton-bot/tiny-back-end-test-package';
const pottery = new Pottery(() => Date.now());
let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/tiny-back-end/bot.yml',
    rulesFile: 'test/tiny-back-end/rules.yml',
    providersFile: 'test/tiny-back-end/registry.ts',
    packageFolder,
    services: [
      ({ putEvents }) => {
        pottery.onEvent = (event) => putEvents([event]);
        return createPotteryService(pottery);
      },
    ],
  });
});

afterAll(() => session.stop());

/** Texts of the live messages about a kiln. */
function shown(name: string): readonly string[] {
  const messages = session.slack.workspace.messages('deploys');
  return messages.map(({ text }) => text).filter((text) => text.includes(`\`${name}\``));
}

async function endOf(name: string): Promise<string | undefined> {
  const item = (await storedItems(session)).find(({ key }) => key.target.endsWith(`kiln/${name}`));
  return item && statusOf(item.subject);
}

describe('a back end of which src knows nothing', () => {
  test('is not named there, nor by what packages', () => {
    for (const { path } of readSources()) {
      const file = path.startsWith('packages/') ? path : `src/${path}`;
      expect([file, /kiln|pottery/i.test(readFileSync(`${projectDirectory}/${file}`, 'utf8'))]).toEqual([file, false]);
    }
    for (const file of ['serverless.yml', 'infrastructure/providers.cjs', 'scripts/packaging/providers.mjs']) {
      expect(readFileSync(`${projectDirectory}/${file}`, 'utf8')).not.toMatch(/kiln|pottery/i);
    }
  });

  test('has its rights, its rule and its variables in the template, and no other back end has any', () => {
    const packaged = new Packaged(`${projectDirectory}/${packageFolder}`);
    const rightsOf = (name: string) => {
      const roleId = packaged.functions.find((candidate) => candidate.name === name)?.roleId ?? '';
      const actions = packaged.statementsOf(roleId).flatMap((statement) => statement.actions);
      return actions.filter((action) => /^(?:kiln|proton|scn):/.test(action));
    };
    expect(rightsOf('observe')).toEqual(['kiln:GetKiln', 'kiln:StopFiring']);
    expect(rightsOf('discover')).toEqual(['kiln:ListKilns']);
    expect(rightsOf('command')).toEqual(['kiln:GetKiln', 'kiln:StopFiring']);
    expect(['sweep', 'slack', 'notify'].flatMap(rightsOf)).toEqual([]);
    expect(packaged.one('KilnEvents')['EventPattern']).toEqual({ source: ['pottery.kiln'] });
    const asking = packaged.functions.filter(({ environment }) => environment['KILN_TIMEOUT_MS'] === '5000');
    expect(asking.map(({ name }) => name).sort()).toEqual(['command', 'discover', 'observe']);
    for (const { code } of packaged.functions) expect(code).not.toMatch(/AwsProton20200720|GalaxyPublicAPIGateway/);
  });

  test('event, rule, action, message: what burns too long is stopped once, and told', async () => {
    const { id } = pottery.light('north');
    await until(() => pottery.firingOf('north')?.status === 'COOLING');
    expect(pottery.stops).toEqual([{ name: 'north', firingId: id }]);
    pottery.end('north');
    await until(async () => isQuiet(session) && (await endOf('north')) === 'COOLED');
    await until(() => shown('north').some((text) => text.includes('COOLED')));
    expect(shown('north')).toEqual([expect.stringContaining('⛔')]);
    expect(callsOf(session, 'pottery.StopFiring')).toBe(1);
  });

  test('sweep: what no event told of is found by listing', async () => {
    session.cloud.setFaults({ events: [{ pattern: { source: ['pottery.kiln'] }, drop: 1 }] });
    pottery.light('south');
    await sweepUntil(session, () => pottery.firingOf('south')?.status === 'COOLING');
    expect(callsOf(session, 'pottery.ListKilns')).toBeGreaterThan(0);
    session.cloud.setFaults({});
    pottery.end('south');
    await until(async () => (await endOf('south')) === 'COOLED');
  });

  test('command: a person asks how it stands and stops it, by the name that people use', async () => {
    pottery.light('patient');
    await until(() => shown('patient').length > 0);
    expect(await ask(session, '/proton status kiln:patient')).toContain('patient');
    await ask(session, '/proton cancel patient');
    await until(() => pottery.firingOf('patient')?.status === 'COOLING');
    pottery.end('patient');
    await until(() => shown('patient').some((text) => text.includes('COOLED')));
    // Neither of the two others was asked, about anything.
    const called = Object.values(session.cloud.calls()).flatMap((operations) => Object.keys(operations));
    expect(called.filter((operation) => /^(?:proton|supplychain)\./.test(operation))).toEqual([]);
  });
});
