import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReplayReport, Session } from '../../src/local/session/index.ts';
import { logsOf, projectDirectory, startTestSession, until } from './support/session.ts';

const run = promisify(execFile);
const folder = join(projectDirectory, 'test/fixtures/events');
let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

describe('the events that AWS has published, verbatim', () => {
  test('go through proton-bot replay and through bus, queue and handler bundle', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
    expect(files.length).toBeGreaterThanOrEqual(5);
    const port = new URL(session.awsUrl).port;
    const program = join(projectDirectory, 'bin/proton-bot.js');
    const paths = files.map((name) => join(folder, name));
    const { stdout } = await run(process.execPath, [program, 'replay', ...paths, '--aws-port', port, '--json']);
    const reports: readonly ReplayReport[] = JSON.parse(stdout);
    const results = Object.fromEntries(files.map((name, index) => [name, reports[index]?.result]));
    for (const name of files) {
      const isTemplate = (await readFile(join(folder, name), 'utf8')).includes('Template');
      expect([name, results[name]]).toEqual([name, isTemplate ? 'ignored' : 'observed']);
    }
  });

  test('a malformed event comes back from the handler as a failure, its reason logged, its content not', async () => {
    const event = {
      source: 'aws.proton',
      'detail-type': 'AWS Proton Environment Status Change',
      detail: { name: '*secret*' },
    };
    const report = await session.replayer.replay(event);
    expect(report.result).toBe('malformed');
    await until(() => logsOf(session).some((line) => line.includes('is not the name of a resource')));
    expect(logsOf(session).join('\n')).not.toContain('*secret*');
  });
});
