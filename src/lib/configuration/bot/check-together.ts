import { inReadingOrder, type Problem, type YamlFile } from '../../configuration-check/index.ts';
import { suggestion } from '../../did-you-mean.ts';
import { channelId, mentionedPeople } from '../../routing/index.ts';
import type { RulesDocument } from '../../rules/index.ts';
import { type BotDocument, compileBotConfiguration } from '../bot-document.ts';

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
      if (channelId(configuration, action.channel) === undefined) {
        const message = `bot.yml has no channel "${action.channel}"; ${suggestion(action.channel, [...configuration.channels.keys()])}`;
        found.push(file.source.problemAt(file.offsetOf([...path, 'channel']), message));
      }
      for (const [index, mention] of action.mention.entries()) {
        if (mentionedPeople(configuration, mention) !== undefined) continue;
        const message = `bot.yml has no group of people "${mention}"; ${suggestion(mention, [...configuration.people.keys()])}`;
        found.push(file.source.problemAt(file.offsetOf([...path, 'mention', index]), message));
      }
      return found;
    }),
  );
  return inReadingOrder(problems);
}
