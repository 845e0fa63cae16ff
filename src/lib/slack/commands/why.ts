import { type CommandHandler, whyTyped } from '../../flow/index.ts';
import { actionTypes, infinitiveOf } from '../../model/claim.ts';
import { whyImpossible } from '../../model/claims.ts';
import type { ClauseTrace, Decision, RuleAction } from '../../model/decision.ts';
import type { Item } from '../../model/item.ts';
import type { Answer, ExplainedRule } from '../../model/request.ts';
import { slashCommand } from '../action-ids.ts';
import {
  context,
  describeHold,
  describeOutcome,
  fallback,
  headline,
  listed,
  type Message,
  section,
  whyNoCancel,
} from '../blocks/index.ts';
import { code, joined, type Mrkdwn, moment, mrkdwn, truncated } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const clauseCharacters = 300;
/** Several rules must fit into one answer. */
const ruleCharacters = 1_400;

export const why = {
  name: 'why',
  typed: 'byName',
  group: 'look',
  arguments: { target: { need: 'required', label: 'target', example: 'orders/api' } },
  effect: 'read',
  summary: 'says what each rule decides about a target now, and what would make it act',
} as const satisfies SlackCommand;

export const runWhy: CommandHandler<typeof why> = (request, { target }) => whyTyped(request, target);

/** Rules that would act come first; those that are about other targets last. */
const order: Readonly<Record<Decision['verdict'], number>> = { fired: 0, error: 1, waiting: 2, idle: 3, notMatched: 4 };

export function renderWhy(answer: Extract<Answer, { kind: 'why' }>): Message {
  const { item, rules } = answer;
  const title = headline(item.subject);
  const byVerdict = [...rules].sort((one, other) => order[one.decision.verdict] - order[other.decision.verdict]);
  const groups = byVerdict.map((rule) => [section(truncated(ruleParagraph(rule, item), ruleCharacters))]);
  const none = rules.length === 0 ? [section(mrkdwn`No rule is about such targets.`)] : [];
  return {
    text: fallback(title),
    blocks: [...listed(title, groups, rules.length), ...none, ...context(notes(answer))],
  };
}

/** What keeps every rule from acting. */
function notes({ item, areRulesStopped, isBuildInForce }: Extract<Answer, { kind: 'why' }>): readonly Mrkdwn[] {
  const holds = (item.holds ?? []).map((hold) => mrkdwn`✋ On hold, so no rule acts: ${describeHold(hold)}.`);
  const stopped = mrkdwn`🛑 All rules are stopped, so each is in shadow mode until \`${slashCommand} resume-rules\`.`;
  const notInForce = mrkdwn`Another build of the bot is in force: this one decides nothing.`;
  return [...holds, ...(areRulesStopped ? [stopped] : []), ...(isBuildInForce ? [] : [notInForce])];
}

function ruleParagraph({ decision, planned, does, claims }: ExplainedRule, item: Item): Mrkdwn {
  const head = mrkdwn`${signOf(decision)} *${decision.rule}* (${decision.mode}) ${verdictOf(decision, does)}`;
  const impossible = decision.verdict === 'fired' || decision.verdict === 'waiting' ? cannotBeDone(planned, item) : [];
  const outcomes = claims.flatMap(({ action, state, outcome, error }) =>
    outcome === undefined
      ? [mrkdwn`It has asked to ${infinitiveOf(action)}: ${wordsOfState[state]}.`]
      : [
          mrkdwn`It has asked to ${infinitiveOf(action)}: ${describeOutcome(action, outcome, error === undefined ? {} : { error })}`,
        ],
  );
  const clauses = clausesToShow(decision).map((clause) => clauseLine(clause));
  return joined([head, ...clauses, ...impossible, ...outcomes], '\n');
}

const wordsOfState = {
  awaitingApproval: 'it waits for an approval',
  leased: 'the call is on its way',
  waiting: 'it is tried again soon',
  withdrawn: 'it was stopped, and is not wanted now',
  settled: 'it is over',
} as const;

function signOf({ verdict, mode }: Decision): string {
  if (verdict === 'error') return '⚠️';
  if (verdict === 'idle' || verdict === 'notMatched') return '▫️';
  return mode === 'shadow' ? '👥' : '⚖️';
}

const verbs: Readonly<Record<Decision['mode'], string>> = {
  off: 'does nothing',
  shadow: 'would act',
  approve: 'asks people',
  enforce: 'acts',
};

function verdictOf({ verdict, mode, deadlineAtMs = 0, rule, error = '' }: Decision, phrase: string): Mrkdwn {
  const does = code(phrase, clauseCharacters);
  switch (verdict) {
    case 'fired':
      if (mode === 'approve') return mrkdwn`fires, and asks people first: ${does}`;
      return mode === 'enforce'
        ? mrkdwn`fires: ${does}`
        : mrkdwn`would act now, but takes no action in this mode: ${does}. To let it act: ${code(`${slashCommand} mode ${rule} enforce`)}, and another person approves that.`;
    case 'waiting':
      return mrkdwn`${verbs[mode]} at ${moment(deadlineAtMs, 'second')} if nothing changes until then: ${does}`;
    case 'idle':
      return mrkdwn`does nothing. What speaks against it:`;
    case 'notMatched':
      return mrkdwn`is about other targets:`;
    case 'error':
      return mrkdwn`could not be evaluated, and does nothing: ${code(error, clauseCharacters)}`;
  }
}

/** Why an action that a rule wants cannot be done to this attempt. */
function cannotBeDone(planned: readonly RuleAction[], item: Item): readonly Mrkdwn[] {
  return planned.flatMap(({ type }) => {
    const action = actionTypes.find((one) => one === type);
    const because =
      action === undefined ? undefined : action === 'cancel' ? whyNoCancel(item) : whyImpossible(action, item);
    return because === undefined ? [] : [mrkdwn`ℹ️ It cannot be done: ${because}.`];
  });
}

/** Of a rule that does nothing only what keeps it from acting; of one that acts, everything. */
function clausesToShow({ verdict, trace }: Decision): readonly ClauseTrace[] {
  if (verdict === 'error') return trace.filter(({ outcome }) => outcome === 'error');
  if (verdict === 'notMatched') return trace.filter(({ outcome }) => outcome === false);
  return verdict === 'idle' ? trace.filter((clause) => speaksAgainst(clause)) : trace;
}

function speaksAgainst({ clause, outcome }: ClauseTrace): boolean {
  return outcome === (clause === 'unless');
}

function clauseLine(trace: ClauseTrace): Mrkdwn {
  const sign = trace.outcome === 'error' ? '!' : speaksAgainst(trace) ? '✗' : '✓';
  const values = Object.entries(trace.values).map(([name, value]) => code(`${name} = ${value}`, clauseCharacters));
  const seen = values.length === 0 ? mrkdwn`` : mrkdwn`, with ${joined(values, ', ')}`;
  const failed = trace.error === undefined ? mrkdwn`` : mrkdwn`: ${code(trace.error, clauseCharacters)}`;
  return mrkdwn`    ${sign} ${trace.clause}: ${code(trace.source, clauseCharacters)}${seen}${failed}`;
}
