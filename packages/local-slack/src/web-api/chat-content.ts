import { type CheckedBlock, checkMessageBlocks } from '../block-kit/index.ts';
import type { Channel, Workspace } from '../workspace/index.ts';
import { type Arguments, WebApiRefusal } from './arguments.ts';

/** Slack cuts longer texts when posting: https://docs.slack.dev/reference/methods/chat.postMessage */
const POSTED_TEXT_CHARACTERS = 40_000;
/** … and refuses longer ones when updating: https://docs.slack.dev/reference/methods/chat.update */
const UPDATED_TEXT_BYTES = 4000;

/** What a message is to say. `undefined` where the call gave none. */
export interface Content {
  readonly text?: string;
  readonly blocks?: readonly CheckedBlock[];
}

/** @throws {@link WebApiRefusal} for blocks that Slack would refuse, and for attachments, which are not shown here. */
function readContent(given: Arguments): Content {
  if (given.raw('attachments') !== undefined) {
    throw new WebApiRefusal('invalid_arguments', ['the local Slack does not show attachments; use blocks']);
  }
  const text = given.text('text');
  const blocks = given.raw('blocks');
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks: readBlocks(blocks) }),
  };
}

/** The content of a new message: it must say something. */
export function readNewContent(given: Arguments): Content & { readonly text: string } {
  const content = readContent(given);
  const saysNothing = (content.text ?? '') === '' && (content.blocks ?? []).length === 0;
  if (saysNothing) throw new WebApiRefusal('no_text');
  return { ...content, text: (content.text ?? '').slice(0, POSTED_TEXT_CHARACTERS) };
}

/** The content of an update: Slack refuses rather than cuts a long text, counted in bytes. */
export function readUpdatedContent(given: Arguments): Content {
  const content = readContent(given);
  if (content.text === undefined && content.blocks === undefined && given.raw('metadata') === undefined) {
    throw new WebApiRefusal('no_text');
  }
  if (content.text === '' && (content.blocks ?? []).length === 0) throw new WebApiRefusal('no_text');
  if (Buffer.byteLength(content.text ?? '', 'utf8') > UPDATED_TEXT_BYTES) throw new WebApiRefusal('msg_too_long');
  return content;
}

/** The channel to post to, by id, name or person. */
export function readPostTarget(given: Arguments, workspace: Workspace): Channel {
  const channel = workspace.directory.postTarget(given.text('channel') ?? '');
  if (channel === undefined) throw new WebApiRefusal('channel_not_found');
  return channel;
}

/** The channel by id, as every method but posting wants it. */
export function readChannel(given: Arguments, workspace: Workspace): Channel {
  const channel = workspace.directory.channel(given.text('channel') ?? '');
  if (channel === undefined) throw new WebApiRefusal('channel_not_found');
  return channel;
}

/** The first message of the thread that `thread_ts` names; a reply names its own thread. */
export function readThread(given: Arguments, workspace: Workspace, channel: Channel): string | undefined {
  const threadTs = given.text('thread_ts');
  if (threadTs === undefined || threadTs === '') return undefined;
  const parent = workspace.messages.find(channel.id, threadTs);
  if (parent === undefined) throw new WebApiRefusal('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

function readBlocks(blocks: unknown): readonly CheckedBlock[] {
  const checked = checkMessageBlocks(blocks);
  if ('error' in checked) throw new WebApiRefusal(checked.error, checked.problems);
  return checked.blocks;
}
