import type { AnyMiddlewareArgs } from '@slack/bolt';

type Body = AnyMiddlewareArgs['body'];

/**
 * Whether a request comes from the workspace that the bot is configured for, and from a person of that workspace. In a shared
 * channel (Slack Connect) there are people of other workspaces, whose ids mean nothing here. A request without a workspace is
 * refused, too.
 */
export function isFromTeam(body: Body, teamId: string): boolean {
  const workspace = 'team_id' in body ? body.team_id : 'team' in body ? body.team?.id : undefined;
  const home = 'user' in body ? body.user?.team_id : undefined;
  return workspace === teamId && (home === undefined || home === teamId);
}
