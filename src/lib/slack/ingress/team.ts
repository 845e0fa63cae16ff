import type { AnyMiddlewareArgs } from '@slack/bolt';

type Body = AnyMiddlewareArgs['body'];

/**
 * Whether a request comes from the workspace that the bot is configured for, and from a person of that workspace. In a shared
 * channel (Slack Connect) there are people of other workspaces, whose ids mean nothing here. A request without a workspace is
 * refused, too, and so is one of a person without a workspace. There are two exceptions, where Slack documents no such member: a
 * command has no `user`, but is of the workspace that it says; and a submitted form belongs to the person whose command
 * opened it (`form-origin.ts`), whose workspace was checked then.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export function isFromTeam(body: Body, teamId: string): boolean {
  const workspace = 'team_id' in body ? body.team_id : 'team' in body ? body.team?.id : undefined;
  if (workspace !== teamId) return false;
  if (!('user' in body)) return true;
  const home = body.user?.team_id;
  return home === teamId || (home === undefined && 'type' in body && body.type === 'view_submission');
}
