import { inReadingOrder, type Problem, type YamlFile } from '../../configuration-check/index.ts';
import { suggestion } from '../../did-you-mean.ts';
import { channelId, mentionedPeople } from '../../routing/index.ts';
import type { RulesDocument } from '../../rules/index.ts';
import { type BotConfiguration, type BotDocument, compileBotConfiguration } from '../bot-document.ts';

/**
 * Checks a rules file against a `bot.yml`: every channel and every mention in it must exist there. Both have passed their own
 * check. The problems are in the rules file.
 */
export function checkTogether(
  rules: { readonly document: RulesDocument; readonly file: YamlFile },
  bot: { readonly document: BotDocument },
): readonly Problem[] {
  const configuration = compileBotConfiguration(bot.document);
  const { file } = rules;
  const problems = rules.document.rules.flatMap((rule, ruleIndex) =>
    rule.actions.flatMap((action, actionIndex) => {
      if (action.type !== 'notify') return [];
      const path = ['rules', ruleIndex, 'do', actionIndex, 'notify'];
      const found: Problem[] = [];
      if (action.channel !== undefined && channelId(configuration, action.channel) === undefined) {
        const message = `bot.yml has no channel "${action.channel}"; ${suggestion(action.channel, [...configuration.channels.keys()])}`;
        found.push(file.source.problemAt(file.offsetOf([...path, 'channel']), message));
      }
      const groups = [
        [action, path],
        [action.escalate, [...path, 'escalate']],
      ] as const;
      for (const [named, at] of groups) {
        for (const [index, name] of (named?.mention ?? []).entries()) {
          const message = problemOfMention(configuration, name);
          if (message !== undefined)
            found.push(file.source.problemAt(file.offsetOf([...at, 'mention', index]), message));
        }
        for (const [index, name] of (named?.people ?? []).entries()) {
          const message = problemOfRecipient(configuration, name);
          if (message !== undefined)
            found.push(file.source.problemAt(file.offsetOf([...at, 'people', index]), message));
        }
      }
      return found;
    }),
  );
  return inReadingOrder(problems);
}

function problemOfMention(configuration: BotConfiguration, name: string): string | undefined {
  if (mentionedPeople(configuration, name) !== undefined) return undefined;
  return `bot.yml has no group of people "${name}"; ${suggestion(name, [...configuration.people.keys()])}`;
}

/** A direct message goes to people by their ids: no list of members has to be read before it can be sent. */
function problemOfRecipient(configuration: BotConfiguration, name: string): string | undefined {
  const { userGroups = [] } = mentionedPeople(configuration, name) ?? {};
  if (userGroups.length === 0) return problemOfMention(configuration, name);
  return `"${name}" has user groups, and a direct message goes to single people; name a group with users, or mention this one in a channel`;
}
