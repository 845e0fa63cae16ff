import type { Message } from '../workspace/index.ts';
import { type Arguments, WebApiRefusal } from './arguments.ts';
import { readChannel, readNewContent, readPostTarget, readThread, readUpdatedContent } from './chat-content.ts';
import { messageJson } from './message-json.ts';
import { type Method, type MethodContext } from './method.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage */
const postMessage: Method = (given, { workspace }) => {
  const channel = readPostTarget(given, workspace);
  const content = readNewContent(given);
  const threadTs = readThread(given, workspace, channel);
  const metadata = given.object('metadata');
  const message = workspace.post({
    channel: channel.id,
    user: workspace.directory.app.botUserId,
    ...content,
    mrkdwn: given.flag('mrkdwn') ?? true,
    alsoInChannel: threadTs !== undefined && (given.flag('reply_broadcast') ?? false),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(metadata === undefined ? {} : { metadata }),
  });
  return { channel: channel.id, ts: message.ts, message: messageJson(workspace, message) };
};

/** https://docs.slack.dev/reference/methods/chat.update */
const update: Method = (given, context) => {
  const message = findOwn(given, context, given.required('ts'), 'cant_update_message');
  const content = readUpdatedContent(given);
  const metadata = given.object('metadata');
  const changed = context.workspace.update(message, {
    ...content,
    ...(metadata === undefined ? {} : { metadata }),
    marksEdited: true,
  });
  return {
    channel: changed.channel,
    ts: changed.ts,
    text: changed.text,
    message: messageJson(context.workspace, changed),
  };
};

/** https://docs.slack.dev/reference/methods/chat.delete */
const remove: Method = (given, context) => {
  const message = findOwn(given, context, given.required('ts'), 'cant_delete_message');
  context.workspace.delete(message);
  return { channel: message.channel, ts: message.ts };
};

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
const postEphemeral: Method = (given, { workspace }) => {
  const channel = readPostTarget(given, workspace);
  const personId = given.required('user');
  const person = workspace.directory.person(personId);
  if (person === undefined || !workspace.directory.canSee(personId, channel)) {
    throw new WebApiRefusal('user_not_in_channel');
  }
  const content = readNewContent(given);
  const threadTs = readThread(given, workspace, channel);
  const ephemeral = workspace.postEphemeral({
    channel: channel.id,
    visibleTo: personId,
    from: 'app',
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  return { message_ts: ephemeral.ts };
};

/** https://docs.slack.dev/reference/methods/chat.getPermalink; the address opens the local page at the message. */
const getPermalink: Method = (given, { workspace, pageUrl }) => {
  const channel = readChannel(given, workspace);
  const message = workspace.messages.find(channel.id, given.required('message_ts'));
  if (message === undefined) throw new WebApiRefusal('message_not_found');
  const place = `archives/${channel.id}/p${message.ts.replace('.', '')}`;
  const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return { channel: channel.id, permalink: `${pageUrl}/${place}${thread}` };
};

/** Ephemerals are not messages to these methods: they are not found. */
function findOwn(given: Arguments, { workspace }: MethodContext, ts: string, notOwn: string): Message {
  const channel = readChannel(given, workspace);
  const message = workspace.messages.find(channel.id, ts);
  if (message === undefined) throw new WebApiRefusal('message_not_found');
  if (!message.byApp) throw new WebApiRefusal(notOwn);
  return message;
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};
