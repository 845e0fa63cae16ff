import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('cold-import.cjs', import.meta.url));

/** What a handler refuses to start without; nothing is called, so none of it needs to be there. */
const environment = {
  AWS_REGION: 'eu-central-1',
  PROTON_BOT_TABLE: 'proton-bot',
  PROTON_BOT_BUS: 'proton-bot',
  PROTON_BOT_COMMAND_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/command',
  PROTON_BOT_OBSERVE_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:123456789012:observe',
  PROTON_BOT_SCHEDULE_GROUP: 'proton-bot',
  PROTON_BOT_SCHEDULE_ROLE_ARN: 'arn:aws:iam::123456789012:role/schedule',
  PROTON_BOT_KEPT_DAYS: '400',
  PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS: '60',
  PROTON_BOT_BUILD: 'build-1',
  SLACK_SIGNING_SECRET_PARAMETER: '/proton-bot/slack/signing-secret',
  SLACK_API_URL: 'https://slack.com/api/',
};

/**
 * Milliseconds that each file takes to load in a fresh process, `samples` times. The files take turns, so that whatever
 * else the machine does hits all of them; a first round, in which the disk's cache fills, does not count.
 */
export async function coldImports(files: readonly string[], samples: number): Promise<readonly (readonly number[])[]> {
  const times: number[][] = files.map(() => []);
  for (let round = 0; round <= samples; round += 1) {
    for (const [index, file] of files.entries()) {
      const { stdout } = await run(process.execPath, [program, file], { env: environment });
      if (round > 0) times[index]?.push(Number(stdout.slice(stdout.lastIndexOf('\n') + 1)));
    }
  }
  return times;
}
