import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BundledFunction, bundleHandlers } from './bundled-function.ts';

const observing = [
  'PROTON_BOT_TABLE',
  'PROTON_BOT_KEPT_DAYS',
  'PROTON_BOT_BUS',
  'PROTON_BOT_OBSERVE_QUEUE_ARN',
  'PROTON_BOT_SCHEDULE_GROUP',
  'PROTON_BOT_SCHEDULE_ROLE_ARN',
  'PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS',
  'PROTON_BOT_BUILD',
] as const;
const talking = ['SLACK_BOT_TOKEN_PARAMETER', 'SLACK_API_URL'] as const;

const needed = {
  observe: observing,
  sweep: [
    'PROTON_BOT_TABLE',
    'PROTON_BOT_OBSERVE_QUEUE_URL',
    'PROTON_BOT_DISCOVER_QUEUE_URL',
    'PROTON_BOT_NOTIFY_QUEUE_URL',
    'PROTON_BOT_DISCOVERY_INTERVAL_SECONDS',
  ],
  discover: [
    'PROTON_BOT_TABLE',
    'PROTON_BOT_KEPT_DAYS',
    'PROTON_BOT_OBSERVE_QUEUE_URL',
    'PROTON_BOT_DISCOVER_QUEUE_URL',
  ],
  slack: ['PROTON_BOT_COMMAND_QUEUE_URL', 'SLACK_SIGNING_SECRET_PARAMETER', 'SLACK_API_URL'],
  command: ['PROTON_BOT_COMMAND_QUEUE_URL', ...observing, ...talking],
  notify: ['PROTON_BOT_TABLE', 'PROTON_BOT_KEPT_DAYS', 'PROTON_BOT_NOTIFY_QUEUE_URL', ...talking],
} as const;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-settings-'));
  await bundleHandlers(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(Object.entries(needed))(
  '%s does not start without its settings, and names every one of them',
  async (name, names) => {
    const started = new BundledFunction(join(folder, `${name}.cjs`), { AWS_REGION: 'eu-central-1' });
    await expect(started.invoke({})).rejects.toThrow(
      `missing environment variables: ${names.join(', ')}. serverless.yml`,
    );
    await started.stop();
  },
);

test('a setting that is no number is refused at start, not met in the middle of a decision', async () => {
  const settings = Object.fromEntries(needed.observe.map((name) => [name, 'soon']));
  const started = new BundledFunction(join(folder, 'observe.cjs'), { AWS_REGION: 'eu-central-1', ...settings });
  await expect(started.invoke({})).rejects.toThrow('PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS must be a whole number');
  await started.stop();
});
