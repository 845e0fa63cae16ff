import type { Block } from '../block-kit/index.ts';
import type { JsonObject } from '../json.ts';
import { messageJson, viewJson } from '../web-api/index.ts';
import type { Channel, Ephemeral, Message, Person, View, Workspace } from '../workspace/index.ts';

/** Where a person acted, and what lets the app answer. */
export interface PayloadContext {
  readonly workspace: Workspace;
  readonly person: Person;
  readonly triggerId: string;
}

/**
 * The form fields of a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands
 * `token` is deprecated there and carries nothing here.
 */
export function commandFields(
  { workspace, person, triggerId }: PayloadContext,
  channel: Channel,
  command: { readonly name: string; readonly text: string },
  responseUrl: string,
): Record<string, string> {
  const { app, team } = workspace.directory;
  return {
    token: '',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: shownName(channel),
    user_id: person.id,
    user_name: person.name,
    command: command.name,
    text: command.text,
    api_app_id: app.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId,
  };
}

/** An action in a message: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function messageActionPayload(
  context: PayloadContext,
  channel: Channel,
  target: { readonly message: Message } | { readonly ephemeral: Ephemeral },
  action: JsonObject,
  responseUrl: string,
): JsonObject {
  const { workspace } = context;
  const isEphemeral = 'ephemeral' in target;
  const { ts, threadTs } = isEphemeral ? target.ephemeral : target.message;
  return {
    type: 'block_actions',
    ...common(context),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    },
    channel: { id: channel.id, name: shownName(channel) },
    // Slack keeps no ephemerals, so it cannot send them along.
    ...(isEphemeral ? {} : { message: messageJson(workspace, target.message) }),
    state: { values: stateOf(action) },
    response_url: responseUrl,
    actions: [action],
  };
}

/** An action inside a modal. */
export function viewActionPayload(context: PayloadContext, view: View, action: JsonObject): JsonObject {
  return {
    type: 'block_actions',
    ...common(context),
    container: { type: 'view', view_id: view.id },
    view: viewJson(context.workspace, view, stateOf(action)),
    actions: [action],
  };
}

/** A submitted modal: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function viewSubmissionPayload(context: PayloadContext, view: View, values: JsonObject): JsonObject {
  return {
    type: 'view_submission',
    ...common(context),
    view: viewJson(context.workspace, view, values),
    response_urls: [],
  };
}

/** A modal that was closed without being submitted. */
export function viewClosedPayload(context: PayloadContext, view: View, isCleared: boolean): JsonObject {
  return {
    type: 'view_closed',
    ...common(context),
    view: viewJson(context.workspace, view),
    is_cleared: isCleared,
  };
}

/** One entry of `actions`: the element, and what was chosen in it. */
export function actionJson(
  block: Block,
  element: JsonObject,
  actionTs: string,
  chosen: JsonObject | undefined,
): JsonObject {
  const { type, action_id, value, text, style, placeholder } = element;
  return {
    type,
    action_id,
    block_id: block.block_id,
    ...(value === undefined ? {} : { value }),
    ...(text === undefined ? {} : { text }),
    ...(style === undefined ? {} : { style }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...chosen,
    action_ts: actionTs,
  };
}

function common({ workspace, person, triggerId }: PayloadContext): JsonObject {
  const { app, team } = workspace.directory;
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: team.id },
    team: { id: team.id, domain: team.domain },
    api_app_id: app.appId,
    token: '',
    trigger_id: triggerId,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Buttons and overflow menus keep no state; of the others, what was just chosen. */
function stateOf(action: JsonObject): JsonObject {
  if (action['type'] === 'button' || action['type'] === 'overflow') return {};
  const { selected_option, selected_options, type } = action;
  const state = selected_options === undefined ? { type, selected_option } : { type, selected_options };
  return { [String(action['block_id'])]: { [String(action['action_id'])]: state } };
}

function shownName(channel: Channel): string {
  return channel.directMessageWith === undefined ? channel.name : 'directmessage';
}
