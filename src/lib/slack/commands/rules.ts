import { type CommandHandler, requestMode, requestRules, showRules } from '../../flow/index.ts';
import type { Answer, ShownRule } from '../../model/request.ts';
import { slashCommand } from '../action-ids.ts';
import { fallback, listed, type Message, oneLine, section } from '../blocks/index.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const descriptionCharacters = 300;
const reasonCharacters = 300;

export const rules = {
  name: 'rules',
  typed: 'byName',
  group: 'rules',
  arguments: {},
  effect: 'read',
  summary: 'lists the rules, what each does, and its mode',
} as const satisfies SlackCommand;

export const runRules: CommandHandler<typeof rules> = (context) => showRules(context);

export const mode = {
  name: 'mode',
  typed: 'byName',
  group: 'rules',
  arguments: {
    rule: { need: 'required', label: 'rule', example: 'cancel-stuck-production' },
    mode: { need: 'required', label: 'off|shadow|approve|enforce', example: 'shadow' },
    reason: {
      need: 'optional',
      label: 'reason',
      example: 'it cancels too early',
      takes: 'rest',
      maximumCharacters: reasonCharacters,
    },
  },
  effect: 'write',
  permission: 'steer',
  summary: 'sets the mode of a rule until rules.yml changes; to let it do more, another person must approve',
} as const satisfies SlackCommand;

export const runMode: CommandHandler<typeof mode> = (context, { rule, mode: wanted, reason = '' }) =>
  requestMode(context, { rule, mode: wanted, reason });

export const stopRules = {
  name: 'stop-rules',
  typed: 'byName',
  group: 'rules',
  arguments: {
    reason: {
      need: 'optional',
      label: 'reason',
      example: 'an incident is under way',
      takes: 'rest',
      maximumCharacters: reasonCharacters,
    },
  },
  effect: 'write',
  permission: 'steer',
  summary: 'puts every rule in shadow mode until resume-rules',
} as const satisfies SlackCommand;

export const runStopRules: CommandHandler<typeof stopRules> = (context, { reason = '' }) =>
  requestRules(context, 'stop', reason);

export const resumeRules = {
  name: 'resume-rules',
  typed: 'byName',
  group: 'rules',
  arguments: {},
  effect: 'write',
  permission: 'steer',
  summary: 'ends stop-rules: each rule acts in its own mode again',
} as const satisfies SlackCommand;

export const runResumeRules: CommandHandler<typeof resumeRules> = (context) => requestRules(context, 'resume', '');

export function renderRules({ rules: listedRules, areStopped }: Extract<Answer, { kind: 'ruleList' }>): Message {
  const stopped = areStopped ? mrkdwn` 🛑 All rules are stopped until \`${slashCommand} resume-rules\`.` : mrkdwn``;
  if (listedRules.length === 0) return oneLine(mrkdwn`There are no rules.${stopped}`);
  const title = mrkdwn`*Rules: ${listedRules.length}*${stopped}`;
  const groups = listedRules.map((rule) => [section(ruleLine(rule))]);
  return { text: fallback(title), blocks: listed(title, groups, listedRules.length) };
}

function ruleLine({ name, description = '', does, mode: inFile, currentMode }: ShownRule): Mrkdwn {
  const changed = currentMode === inFile ? mrkdwn`` : mrkdwn` (${inFile} in rules.yml)`;
  const says = description === '' ? mrkdwn`` : mrkdwn`\n${description.slice(0, descriptionCharacters)}`;
  return mrkdwn`${code(name)}: *${currentMode}*${changed}\n${code(does, descriptionCharacters)}${says}`;
}

/** What came of a request for another mode. */
export function renderMode(answer: Extract<Answer, { kind: 'mode' }>): Message {
  const { rule, mode: wanted, id = '', expiresAtMs = 0 } = answer;
  const name = code(rule);
  switch (answer.result) {
    case 'changed':
      return oneLine(mrkdwn`✅ ${name} is in the mode *${wanted}* now, until rules.yml changes.`);
    case 'approvalNeeded':
      return oneLine(
        mrkdwn`🙋 ${name} may do more in the mode *${wanted}*, so another person with the permission \`steer\` must approve it by ${moment(expiresAtMs, 'second')}: ${code(`${slashCommand} approve ${id}`)}`,
      );
    case 'sameMode':
      return oneLine(mrkdwn`❔ ${name} is in the mode *${wanted}* already.`);
    case 'over':
      return oneLine(mrkdwn`❔ This was done before, and has been changed since. Ask again if you still want it.`);
    case 'noSuchRule':
      return oneLine(mrkdwn`❔ There is no rule ${name}; \`${slashCommand} rules\` lists them.`);
    case 'offInFile':
      return oneLine(mrkdwn`⛔ ${name} is off in rules.yml, so the deployed bot does not have it. Change the file.`);
  }
}

/** What came of an approval of a mode. */
export function renderModeApproval({ result, rule, mode: wanted }: Extract<Answer, { kind: 'modeApproval' }>): Message {
  const name = code(rule);
  switch (result) {
    case 'approved':
      return oneLine(mrkdwn`✅ ${name} is in the mode *${wanted}* now, until rules.yml changes.`);
    case 'ownRequest':
      return oneLine(mrkdwn`⛔ ${name}: you asked for the mode *${wanted}* yourself. Another person must approve it.`);
    case 'expired':
      return oneLine(mrkdwn`⌛ ${name}: nobody approved the mode *${wanted}* in time. Ask for it again.`);
    case 'outdated':
      return oneLine(
        mrkdwn`⛔ ${name}: rules.yml has changed since the mode *${wanted}* was asked for. Ask for it again.`,
      );
  }
}
