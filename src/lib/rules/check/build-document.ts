import { createHash } from 'node:crypto';
import { listOf, subjectMatch } from '../../configuration-check/index.ts';
import type { RuleAction } from '../../model/decision.ts';
import type { RuleDocument, RulesDocument } from '../document.ts';
import { durationMs } from './duration.ts';
import type { RuleEntry, RulesFile } from './schema.ts';

/** Turns a checked file into the document that runs: one form for everything that the file may write in several ways. */
export function buildDocument(file: RulesFile): RulesDocument {
  const content = { version: 1, lists: file.lists ?? {}, rules: file.rules.map(buildRule) } as const;
  return { ...content, hash: hashOf(content) };
}

function hashOf(content: object): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** People are asked once for each attempt, by default for this long. */
const usualApprovalMs = 60 * 60_000;

function buildRule(entry: RuleEntry): RuleDocument {
  const rule: Omit<RuleDocument, 'hash'> = {
    name: entry.name,
    ...(entry.description === undefined ? {} : { description: entry.description }),
    on: entry.on,
    match: subjectMatch(entry.match),
    when: entry.when,
    ...(entry.unless === undefined ? {} : { unless: entry.unless }),
    actions: entry.do.flatMap(actionsOf),
    mode: entry.mode,
    ...(entry.mode === 'approve' ? { approval: approvalOf(entry) } : {}),
  };
  return { ...rule, hash: hashOf(rule) };
}

function approvalOf({ approval }: RuleEntry): NonNullable<RuleDocument['approval']> {
  const { people = 1, within } = approval ?? {};
  return { people, withinMs: within === undefined ? usualApprovalMs : (durationMs(within) ?? usualApprovalMs) };
}

/** The actions in an entry of `do`: exactly one, by the schema. */
export function actionsOf(entry: RuleEntry['do'][number]): readonly RuleAction[] {
  const actions: RuleAction[] = [];
  if ('cancel' in entry && entry.cancel !== undefined) actions.push({ type: 'cancel', reason: entry.cancel.reason });
  if ('accept' in entry && entry.accept !== undefined) actions.push({ type: 'accept' });
  if ('reject' in entry && entry.reject !== undefined) actions.push({ type: 'reject', reason: entry.reject.reason });
  if (entry.notify !== undefined) {
    const { channel, mention, people, text, broadcast, escalate } = entry.notify;
    actions.push({
      type: 'notify',
      ...(channel === undefined ? {} : { channel }),
      mention: listOf(mention),
      ...(people === undefined ? {} : { people: listOf(people) }),
      ...(text === undefined ? {} : { text }),
      ...(broadcast === undefined ? {} : { broadcast }),
      ...(escalate === undefined ? {} : { escalate: escalationOf(escalate) }),
    });
  }
  return actions;
}

function escalationOf({
  after,
  mention,
  people,
}: NonNullable<NonNullable<RuleEntry['do'][number]['notify']>['escalate']>) {
  return {
    afterMs: durationMs(after) ?? Number.POSITIVE_INFINITY,
    mention: listOf(mention),
    ...(people === undefined ? {} : { people: listOf(people) }),
  };
}

/** JSON with sorted keys: the same content gives the same text, for any layout of the file. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
