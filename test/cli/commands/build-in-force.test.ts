import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTable as createLocalTable } from '@proton-bot/local-aws';
import { type CloudUnderTest, startCloudUnderTest } from '../../../packages/local-aws/test/fixture/cloud.ts';
import { tableProperties } from '../../lib/store/tables.ts';
import { run } from '../support/run.ts';

let running: CloudUnderTest;
let port: string;

/** A table, as in the local cloud. */
beforeAll(async () => {
  running = await startCloudUnderTest({ template: { Resources: {} } });
  const url = running.cloud.endpointUrl;
  port = new URL(url).port;
  await createLocalTable(url, { ...(await tableProperties()), TableName: 'proton-bot-prod' });
});

afterAll(() => running.stop());

const build = (...typed: readonly string[]) => run(['build', 'in-force', ...typed, '--aws-port', port]);
const printed = (out: string) => ({ exitCode: 0, out, err: '' });

describe('the build in force', () => {
  test('is every build until one is put in force, is shown, changed back, and let go; each change once in the trail', async () => {
    expect(await build()).toEqual(printed('every build decides and acts'));
    expect(await build('--every')).toEqual(printed('every build decides and acts'));
    expect(await build('0123456789ab')).toEqual(printed('0123456789ab decides and acts'));
    expect(await build('0123456789ab')).toEqual(printed('0123456789ab decides and acts'));
    expect(await build('ba9876543210')).toEqual(printed('ba9876543210 decides and acts'));
    // A rollback.
    expect(await build('0123456789ab', '--json')).toEqual(printed('{"buildInForce":"0123456789ab"}'));
    expect(await build()).toEqual(printed('0123456789ab decides and acts'));
    expect(await build('--every')).toEqual(printed('every build decides and acts'));
    expect(await build('--json')).toEqual(printed('{"buildInForce":null}'));
    const { out } = await run(['trail', 'controls', '--aws-port', port]);
    expect(out.split('\n').map((line) => line.replace(/^\S+ {2}/, ''))).toEqual([
      'the bot put the build 0123456789ab in force',
      'the bot put the build ba9876543210 in force',
      'the bot put the build 0123456789ab in force',
      'the bot let every build act',
    ]);
  });

  test.each([['latest'], ['0123456789ab', '--every']])('is no %s %s', async (...typed) => {
    expect(await build(...typed)).toMatchObject({ exitCode: 2, out: '' });
  });

  test('cannot be read where the table is missing: what failed and what to do, and nothing of the machine', async () => {
    const { exitCode, out, err } = await run(['build', 'in-force', '--table', 'missing']);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toBe(
      'proton-bot: the controls cannot be read or written (ResourceNotFoundException) in the table missing; check Region, credentials and table name',
    );
  });
});
