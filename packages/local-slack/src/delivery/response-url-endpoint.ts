import { type HttpReply, type HttpRequest, jsonReply, textReply } from '../server/http.ts';
import type { Workspace } from '../workspace/index.ts';
import { applyAnswer, readAnswer } from './response-body.ts';

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
