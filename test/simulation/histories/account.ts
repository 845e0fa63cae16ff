import { wordsOf } from '../../../src/lib/model/audit-words.ts';
import { startMs } from '../../../src/simulation/index.ts';
import type { Outcome } from './outcome.ts';

/**
 * What happened in a history, for whoever plays a failure again: what the back end did, what was asked of the bot, what the bot wrote
 * into the trail, and its calls. Each line begins with the second at which it happened.
 */
export function accountOf({ world, attempts, acting, items }: Outcome): readonly string[] {
  const lines: { readonly atMs: number; readonly text: string }[] = [];
  for (const { id, attemptId, target, startedAtMs, begunAtMs = startedAtMs, endedAtMs, status, partOf } of attempts) {
    const name = `${id}${attemptId === undefined ? '' : ` (${attemptId})`}`;
    const whole = partOf === undefined ? '' : `, as a part of ${partOf}`;
    lines.push({ atMs: begunAtMs, text: `begins: ${name} of ${target}${whole}` });
    if (endedAtMs !== undefined) lines.push({ atMs: endedAtMs, text: `ends: ${name} is ${status}` });
  }
  for (const { request, firstAtMs, deliveries } of world.requests.values()) {
    lines.push({
      atMs: firstAtMs,
      text: `asked: ${JSON.stringify(request.interaction)} by ${request.userId}, ${deliveries} deliveries`,
    });
  }
  for (const { atMs, actor, event, target, attempt = '' } of world.published) {
    const { sentence, details } = wordsOf(event, actor);
    lines.push({
      atMs,
      text: `trail: ${target} ${attempt}: ${JSON.stringify([...sentence, ...details])}`,
    });
  }
  for (const { atMs, action, claims, result = 'no answer' } of world.performed) {
    lines.push({
      atMs,
      text: `performs: ${action} for ${JSON.stringify(claims.map(({ actor }) => actor))}: ${result}`,
    });
  }
  for (const { atMs, ...call } of acting) lines.push({ atMs, text: `call: ${JSON.stringify(call)}` });
  for (const { atMs, answer } of world.chat.answers) lines.push({ atMs, text: `answer: ${JSON.stringify(answer)}` });
  for (const { key, claims } of items)
    lines.push({ atMs: Infinity, text: `claims of ${key.target} ${key.attempt}: ${JSON.stringify(claims)}` });
  // What is published twice is told once.
  return [...new Map(lines.map((line) => [`${line.atMs} ${line.text}`, line])).values()]
    .toSorted((left, right) => left.atMs - right.atMs)
    .map(({ atMs, text }) => `${((atMs - startMs) / 1000).toFixed(3).padStart(9)} ${text.slice(0, longestLine)}`);
}

const longestLine = 500;
