import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: slackApiUrl, PORT } = process.env;
const app = new App({ token, signingSecret, clientOptions: { slackApiUrl } });

const lunch = (text, ...buttons) => ({
  text,
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text } },
    ...buttons.map((button) => ({ type: 'actions', elements: [button] })),
  ],
});

app.command('/lunch', async ({ command, ack, say }) => {
  await ack();
  const join = { type: 'button', action_id: 'join', text: { type: 'plain_text', text: 'Join' }, value: command.text };
  await say(lunch(`:ramen: Lunch at *${command.text}*?`, join));
});

app.action('join', async ({ action, body, ack, respond }) => {
  await ack();
  await respond({ replace_original: true, ...lunch(`:ramen: Lunch at *${action.value}*, with <@${body.user.id}>`) });
});

await app.start(Number(PORT));
console.log(`listening on ${PORT}`);
