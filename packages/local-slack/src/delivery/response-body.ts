import { type CheckedBlock, checkMessageBlocks } from '../block-kit/index.ts';
import { parseJsonObject, textOf } from '../json.ts';
import { type HttpReply, type HttpRequest, jsonReply, textReply } from '../server/http.ts';
import type { Ephemeral, Message, ResponseTarget, Workspace } from '../workspace/index.ts';

/** What an app says in an acknowledgement or through a response URL. */
export interface Answer {
  readonly text: string;
  readonly blocks: readonly CheckedBlock[];
  readonly inChannel: boolean;
  readonly replaceOriginal: boolean;
  readonly deleteOriginal: boolean;
}

export type ReadAnswer =
  | { readonly answer: Answer }
  | { readonly nothing: true }
  | { readonly error: string; readonly problems: readonly string[] };

/** Reads a body: JSON with `text`, `blocks` and so on, or plain text. */
export function readAnswer(contentType: string, body: string): ReadAnswer {
  if (body.trim() === '') return { nothing: true };
  const isJson = contentType.toLowerCase().startsWith('application/json') || body.trimStart().startsWith('{');
  if (!isJson) return { answer: plainAnswer(body) };
  const given = parseJsonObject(body);
  if (given === undefined) return { error: 'invalid_payload', problems: ['the body is not a JSON object'] };
  const text = textOf(given['text']);
  const checked = checkMessageBlocks(given['blocks'] ?? []);
  if ('error' in checked) return { error: checked.error, problems: checked.problems };
  const deleteOriginal = isTrue(given['delete_original']);
  if (text === '' && checked.blocks.length === 0 && !deleteOriginal) return { nothing: true };
  return {
    answer: {
      text,
      blocks: checked.blocks,
      inChannel: given['response_type'] === 'in_channel',
      replaceOriginal: isTrue(given['replace_original']),
      deleteOriginal,
    },
  };
}

/** Shows an answer: ephemeral unless it asks for the channel, in the place of the original if it asks for that. */
export function applyAnswer(workspace: Workspace, target: ResponseTarget, answer: Answer): void {
  const original = findOriginal(workspace, target);
  if (answer.deleteOriginal) {
    if (original?.message !== undefined) workspace.delete(original.message);
    if (original?.ephemeral !== undefined) workspace.deleteEphemeral(original.ephemeral.ts);
    return;
  }
  const { text, blocks } = answer;
  if (answer.replaceOriginal && original?.message !== undefined) {
    workspace.update(original.message, { text, blocks, marksEdited: false });
    return;
  }
  const thread = target.threadTs === undefined ? {} : { threadTs: target.threadTs };
  if (answer.inChannel) {
    if (answer.replaceOriginal && original?.ephemeral !== undefined) workspace.deleteEphemeral(original.ephemeral.ts);
    const user = workspace.directory.app.botUserId;
    const message = workspace.post({ channel: target.channel, user, text, blocks, ...thread });
    target.original ??= { kind: 'message', ts: message.ts };
    return;
  }
  const ephemeral = workspace.postEphemeral(
    { channel: target.channel, visibleTo: target.personId, from: 'app', text, blocks, ...thread },
    answer.replaceOriginal ? original?.ephemeral?.ts : undefined,
  );
  target.original ??= { kind: 'ephemeral', ts: ephemeral.ts };
}

function findOriginal(
  workspace: Workspace,
  target: ResponseTarget,
): { readonly message?: Message; readonly ephemeral?: Ephemeral } | undefined {
  if (target.original === undefined) return undefined;
  const { kind, ts } = target.original;
  if (kind === 'message') {
    const message = workspace.messages.find(target.channel, ts);
    return message === undefined ? undefined : { message };
  }
  const ephemeral = workspace.messages.findEphemeral(ts);
  return ephemeral === undefined ? undefined : { ephemeral };
}

function plainAnswer(text: string): Answer {
  return { text, blocks: [], inChannel: false, replaceOriginal: false, deleteOriginal: false };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/**
 * A post to a response URL: five of them within 30 minutes, no token.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function answerThroughResponseUrl(workspace: Workspace, secret: string, request: HttpRequest): HttpReply {
  const use = workspace.responseUrls.use(secret);
  if ('refused' in use) return jsonReply(404, { ok: false, error: use.refused });
  const read = readAnswer(request.headers['content-type'] ?? '', request.body.toString('utf8'));
  if ('error' in read) return jsonReply(400, { ok: false, error: read.error, errors: read.problems });
  if ('nothing' in read) return jsonReply(400, { ok: false, error: 'no_text' });
  applyAnswer(workspace, use.target, read.answer);
  return textReply(200, 'ok');
}
