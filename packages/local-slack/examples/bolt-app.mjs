import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: slackApiUrl, PORT } = process.env;
const app = new App({ token, signingSecret, clientOptions: { slackApiUrl } });

app.command('/lunch', async ({ command, ack, say }) => {
  await ack();
  const text = `:ramen: Lunch at *${command.text}*?`;
  const join = { type: 'button', action_id: 'join', text: { type: 'plain_text', text: 'Join' }, value: command.text };
  await say({ text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text }, accessory: join }] });
});

app.action('join', async ({ action, body, ack, respond }) => {
  await ack();
  const text = `:ramen: Lunch at *${action.value}*, with <@${body.user.id}>`;
  await respond({ replace_original: true, text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
});

await app.start(Number(PORT));
console.log(`listening on ${PORT}`);
