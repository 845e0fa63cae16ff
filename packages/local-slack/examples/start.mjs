/** Starts a local Slack and, beside it, the app of `bolt-app.mjs`: `node examples/start.mjs`, then type `/lunch Noodle bar`. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deliverTo, exampleWorkspace, startLocalSlack } from '@proton-bot/local-slack';

const settings = { SLACK_BOT_TOKEN: 'xoxb-made-up', SLACK_SIGNING_SECRET: 'made up', PORT: '3000' };
const slack = await startLocalSlack({
  port: 3030,
  botToken: settings.SLACK_BOT_TOKEN,
  signingSecret: settings.SLACK_SIGNING_SECRET,
  deliver: deliverTo(`http://127.0.0.1:${settings.PORT}`),
  workspace: exampleWorkspace({
    displayName: 'Lunch',
    commands: [{ command: '/lunch', description: 'Asks who comes along', usageHint: 'where' }],
  }),
});
const app = spawn(process.execPath, [fileURLToPath(new URL('bolt-app.mjs', import.meta.url))], {
  env: { ...process.env, ...settings, SLACK_API_URL: slack.webApiUrl },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.kill());
app.on('exit', () => void slack.stop());
console.log(`the Slack page is at ${slack.url}`);
