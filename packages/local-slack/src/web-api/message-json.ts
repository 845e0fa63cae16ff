import type { JsonObject } from '../json.ts';
import type { Message, View, Workspace } from '../workspace/index.ts';

/** A message in the shape that Slack returns and delivers. */
export function messageJson(workspace: Workspace, message: Message): JsonObject {
  const { app, team } = workspace.directory;
  const replies = workspace.messages
    .inThread(message.channel, message.ts)
    .filter((candidate) => candidate.ts !== message.ts);
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...(message.byApp ? { bot_id: app.botId, app_id: app.appId } : {}),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(replies.length === 0
      ? {}
      : { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

/** A modal in the shape that Slack returns and delivers, with what was entered into it. */
export function viewJson(workspace: Workspace, view: View, values: JsonObject = {}): JsonObject {
  const { app, team } = workspace.directory;
  return {
    id: view.id,
    team_id: team.id,
    type: 'modal',
    callback_id: view.callbackId,
    external_id: view.externalId,
    private_metadata: view.privateMetadata,
    title: view.title,
    submit: view.submit ?? null,
    close: view.close ?? null,
    blocks: view.blocks,
    state: { values },
    hash: view.hash,
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId ?? null,
    notify_on_close: view.notifyOnClose,
    clear_on_close: view.clearOnClose,
    app_id: app.appId,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}
