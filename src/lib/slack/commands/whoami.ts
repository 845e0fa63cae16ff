import type { CommandHandler } from '../../flow/index.ts';
import type { Answer } from '../../model/request.ts';
import { fallback, listed, type Message, oneLine, section } from '../blocks/index.ts';
import { code, joined, mention, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const permissionCharacters = 400;

export const whoami = {
  name: 'whoami',
  typed: 'byName',
  group: 'look',
  arguments: {},
  effect: 'read',
  summary: 'shows your groups in bot.yml, and what you may do',
} as const satisfies SlackCommand;

export const runWhoami: CommandHandler<typeof whoami> = async ({ ports, request }) => ({
  kind: 'whoami',
  userId: request.userId,
  standing: await ports.standingOf(request),
});

export function renderWhoami({ userId, standing }: Extract<Answer, { kind: 'whoami' }>): Message {
  const { groups, permissions, unknown, isOtherWorkspace } = standing;
  if (isOtherWorkspace) return oneLine(mrkdwn`⛔ This bot does not accept requests from your Slack workspace.`);
  const who = mrkdwn`You are ${mention(userId) ?? code(userId)} (${code(userId)})`;
  const inGroups =
    groups.length === 0
      ? mrkdwn`, in no group of bot.yml.`
      : mrkdwn`, in ${joined(
          groups.map((group) => code(group)),
          ', ',
        )}.`;
  const title = mrkdwn`${who}${inGroups}`;
  const lines = permissions.map((permission) => [section(mrkdwn`✅ ${permission.slice(0, permissionCharacters)}`)]);
  const none =
    permissions.length === 0
      ? [section(mrkdwn`You may look, and change nothing. The owner of bot.yml can add a permission.`)]
      : [];
  const unasked =
    unknown.length === 0
      ? []
      : [section(mrkdwn`⚠️ Slack did not return the members of ${unknown.join(', ')}: you may be in them, too.`)];
  return { text: fallback(title), blocks: [...listed(title, lines, lines.length), ...none, ...unasked] };
}
