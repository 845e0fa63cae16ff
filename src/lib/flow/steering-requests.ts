import { MATCH_MEMBERS } from '../matching/index.ts';
import type { Hold } from '../model/controls.ts';
import type { ItemKey } from '../model/item.ts';
import type { Answer } from '../model/request.ts';
import { nameOf, statusOf } from '../model/statuses.ts';
import { findOpenQuestion, type ReplyResult, replyToQuestion } from './approvals.ts';
import { liftKillSwitch, setKillSwitch } from './change-controls.ts';
import { type HoldRequest, listHolds, releaseHold, setHold } from './holds.ts';
import { approveTypedMode } from './mode-requests.ts';
import { observe } from './observe.ts';
import { publishOutbox } from './publish.ts';
import { askWhich, settledAnswer, unreachable } from './request-action.ts';
import { refusalOf, steererOf } from './request-permission.ts';
import type { RequestContext } from './request-ports.ts';
import { resolve } from './resolve.ts';

/** `2h`, `1d12h`, `30m` in milliseconds; `undefined` for anything else. */
function durationMs(text: string): number | undefined {
  const parts = /^(?:(\d{1,3})d)?(?:(\d{1,3})h)?(?:(\d{1,4})m)?$/.exec(text);
  if (parts === null || text === '') return undefined;
  const [days = 0, hours = 0, minutes = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60_000;
}

/** The words after the target: `for 2h a release is under way`. */
function readHoldWords(words: string): { readonly forMs?: number; readonly reason: string } | 'notATime' {
  const [first = '', length = '', ...rest] = words.split(' ').filter(Boolean);
  if (first.toLowerCase() !== 'for') return { reason: words.trim() };
  const forMs = durationMs(length.toLowerCase());
  return forMs === undefined || forMs === 0 ? 'notATime' : { forMs, reason: rest.join(' ') };
}

/** `environment=prod*,service=orders` as patterns; a text that says what is wrong; `undefined` if it is a name. */
function readMatch(target: string): Hold['match'] | string | undefined {
  if (!target.includes('=')) return undefined;
  const match: Record<string, readonly string[]> = {};
  for (const part of target.split(',')) {
    const at = part.indexOf('=');
    const [key, pattern] = [part.slice(0, Math.max(0, at)), part.slice(at + 1)];
    if (!(key in MATCH_MEMBERS.deployment) || pattern === '') {
      const keys = Object.keys(MATCH_MEMBERS.deployment).join(', ');
      return `"${part}" is not a pattern; write for example environment=prod*,service=orders (keys: ${keys})`;
    }
    match[key] = [...(match[key] ?? []), pattern];
  }
  return match;
}

/** Puts one target on hold, or all targets that match the patterns. */
export async function requestHold(context: RequestContext, target: string, words: string): Promise<Answer> {
  const { ports, record } = context;
  const read = readHoldWords(words);
  if (read === 'notATime') {
    return { kind: 'help', problem: 'Write a time after "for", such as 30m, 2h or 1d12h' };
  }
  const match = readMatch(target);
  if (typeof match === 'string') return { kind: 'help', problem: match };
  const resolved = match === undefined ? await resolve(ports, ports.provider.candidates(target)) : undefined;
  const [found, another] = resolved?.found ?? [];
  if (resolved !== undefined && found === undefined) {
    return resolved.unasked.length > 0 ? unreachable(resolved.unasked) : { kind: 'notFound', name: target };
  }
  if (resolved !== undefined && another !== undefined) {
    return askWhich(context, { action: 'hold', name: target }, resolved.found);
  }
  const item = found?.item;
  const refused = await refusalOf(context, 'hold', `hold ${target}`, item?.subject, item);
  if (refused) return refused;
  const { forMs, reason } = read;
  const interaction: HoldRequest = {
    match: match ?? {},
    ...(item === undefined ? {} : { target: item.key.target }),
    name: item === undefined ? target : nameOf(item.subject),
    ...(forMs === undefined ? {} : { untilMs: record.receivedAtMs + forMs }),
    askedAtMs: record.receivedAtMs,
  };
  const answer = await setHold(ports, interaction, steererOf(context, reason));
  // So its message shows the hold at once, not at the next recheck.
  if (found !== undefined) {
    await observe(ports, { cause: 'request', reference: { ...found.reference, target: found.item.key.target } });
  }
  switch (answer.kind) {
    case 'held':
      return { kind: 'held', hold: answer.hold, onItsWay: [] };
    case 'mayBeOnItsWay':
      return { kind: 'held', hold: answer.hold, onItsWay: answer.names };
    case 'over':
      return { kind: 'holdOver', name: interaction.name };
    case 'tooManyHolds':
      return answer;
  }
}

/** Releases the hold with this id. The person who set it may do this; others need the permission `hold`. */
export async function requestRelease(context: RequestContext, id: string): Promise<Answer> {
  const { ports, request } = context;
  const hold = (await listHolds(ports)).find((one) => one.id === id);
  if (hold?.byUserId !== request.userId) {
    const refused = await refusalOf(context, 'hold', `release ${id}`, undefined);
    if (refused) return refused;
  }
  if (hold === undefined) return { kind: 'released', id };
  await releaseHold(ports, id, steererOf(context, ''));
  return { kind: 'released', id, name: hold.name };
}

export async function showHolds({ ports }: RequestContext): Promise<Answer> {
  return { kind: 'holds', holds: await listHolds(ports) };
}

/** Sets the kill switch, or lifts it. */
export async function requestRules(
  context: RequestContext,
  wanted: 'stop' | 'resume',
  reason: string,
): Promise<Answer> {
  const refused = await refusalOf(context, 'steer', `${wanted} all rules`, undefined);
  if (refused) return refused;
  const { ports } = context;
  if (wanted === 'stop') {
    const killSwitch = await setKillSwitch(ports, steererOf(context, reason));
    return killSwitch === undefined ? { kind: 'rules', state: 'acting' } : { kind: 'rules', state: 'stopped' };
  }
  await liftKillSwitch(ports, steererOf(context, reason));
  return { kind: 'rules', state: 'acting' };
}

/** Answers a question of which only the id is known. */
export async function requestTypedReply(
  context: RequestContext,
  answer: 'approve' | 'decline',
  questionId: string,
): Promise<Answer> {
  const found = await findOpenQuestion(context.ports.store, questionId);
  const mode = found === undefined && answer === 'approve' ? await approveTypedMode(context, questionId) : undefined;
  if (mode !== undefined) return mode;
  if (found === undefined) return notAsked(context, answer);
  return requestReply(context, { answer, questionId, key: found.item.key });
}

/** Answers a question: with a button, which carries the id, or with a typed command. */
export async function requestReply(
  context: RequestContext,
  asked: { readonly answer: 'approve' | 'decline'; readonly questionId: string; readonly key: ItemKey },
): Promise<Answer> {
  const { ports, request } = context;
  const { answer, questionId, key } = asked;
  const reference = ports.referenceOf(key.target);
  const before = await ports.store.get(key);
  if (reference === undefined || before === undefined) return notAsked(context, answer);
  const refused = await refusalOf(context, 'approve', `${answer} ${nameOf(before.subject)}`, before.subject, before);
  if (refused) return refused;
  // A part that was looked for in vain may be known since, and somebody may be acting on it: a look links it first.
  const isAnyUnlinked = (before.parts ?? []).some((part) => part.key === undefined);
  if (answer === 'approve' && isAnyUnlinked) {
    await observe(ports, { cause: 'request', reference, attempt: key.attempt });
  }
  const reply = { key, questionId, answer, userId: request.userId, requestId: request.id };
  const result = await replyToQuestion(ports, reply, reference);
  if (result === undefined) return { kind: 'oldQuestion' };
  await publishOutbox(ports, result.item, before);
  return answerOf(result);
}

/** Only a person who may answer learns whether there is a question. */
async function notAsked(context: RequestContext, answer: 'approve' | 'decline'): Promise<Answer> {
  const refused = await refusalOf(context, 'approve', `${answer} a question`, undefined);
  return refused ?? { kind: 'oldQuestion' };
}

function answerOf(result: ReplyResult): Answer {
  const { item, action } = result;
  const name = nameOf(item.subject);
  switch (result.kind) {
    case 'acted': {
      const claim = item.claims[result.claimKey];
      if (claim?.outcome === undefined) return { kind: 'pending', action, name };
      return settledAnswer(item, action, { ...claim, outcome: claim.outcome });
    }
    case 'onHold':
      return { kind: 'onHold', action, name, holds: result.holds };
    case 'conflict':
      return { kind: 'alreadyClaimed', action, name, actor: result.actor };
    case 'over':
      return result.outcome === undefined
        ? { kind: 'pending', action, name }
        : { kind: 'settled', action, name, outcome: result.outcome, status: statusOf(item.subject) };
    case 'moreNeeded':
      return { kind: 'approval', action, name, result: result.kind, missing: result.people - result.approvedBy.length };
    case 'declined':
    case 'ownRequest':
    case 'approvedAlready':
      return { kind: 'approval', action, name, result: result.kind };
  }
}
