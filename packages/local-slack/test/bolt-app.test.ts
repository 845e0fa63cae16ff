import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deliverTo, exampleWorkspace, type LocalSlack, startLocalSlack } from '../src/index.ts';

/** The app of the examples, in a process of its own, against a local Slack: as somebody who writes an app has it. */
const program = fileURLToPath(new URL('../examples/bolt-app.mjs', import.meta.url));
const [botToken, signingSecret] = ['xoxb-made-up', 'made up'];
const [ada, ben, deploys] = ['U0ADA0001', 'U0BEN0001', 'C0DEPLOYS'];

let slack: LocalSlack;
let app: ChildProcess;

beforeAll(async () => {
  const port = await freePort();
  slack = await startLocalSlack({
    port: 0,
    botToken,
    signingSecret,
    deliver: deliverTo(`http://127.0.0.1:${port}`),
    workspace: exampleWorkspace({ commands: [{ command: '/lunch', description: 'Asks', usageHint: 'where' }] }),
  });
  app = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.webApiUrl,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (app.stdout === null) throw new Error('the app has no output');
  for await (const line of createInterface(app.stdout)) if (line.startsWith('listening')) break;
});

afterAll(async () => {
  const ended = once(app, 'exit');
  app.kill();
  await ended;
  await slack.stop();
});

/** A port that nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

const texts = () => slack.workspace.messages(deploys).map(({ text }) => text);
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a command makes a message with a button, and a click on it changes the message', async () => {
  expect(await slack.runCommand(ada, deploys, '/lunch Noodle bar')).toEqual({ ok: true });
  await until(() => texts().length === 1);
  expect(texts()).toEqual([':ramen: Lunch at *Noodle bar*?']);

  const [message] = slack.workspace.messages(deploys);
  expect(await slack.click(ben, message?.ts ?? '', 'join')).toEqual({ ok: true });
  await until(() => texts()[0]?.includes('with') ?? false);
  expect(texts()).toEqual([`:ramen: Lunch at *Noodle bar*, with <@${ben}>`]);
  expect(slack.workspace.messages(deploys)[0]).toMatchObject({ ts: message?.ts, blocks: [{ type: 'section' }] });
});
