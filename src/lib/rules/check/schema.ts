import { z } from 'zod';
import {
  connectionMatchSchema,
  deploymentMatchSchema,
  oneOrMore,
  strictObject,
} from '../../configuration-check/index.ts';
import type { RuleAction } from '../../model/decision.ts';
import { durationMs } from './duration.ts';
import { givenConnection, givenDeployment } from './given.ts';

/** What people alone decide, such as the end of a pause, no rule asks for. */
const ruleActionTypes = ['cancel', 'accept', 'reject', 'notify'] as const satisfies readonly RuleAction['type'][];

const name = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9][a-z0-9-]*$/,
    'a name is made of small letters, digits and hyphens, for example cancel-stuck-production',
  )
  .describe('Stable id of the rule: it appears in the trail, in metrics and in chat.');

const expression = z.string().min(1);
const reason = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'a reason is one line');

const group = oneOrMore(z.string().min(1).max(100)).optional();

const escalate = strictObject({
  after: z
    .string()
    .refine(isWaitingTime, 'not a time of one minute to seven days; write for example 15m or 1h')
    .describe('How long nobody is on it until it is said again, to these people: 15m.'),
  mention: group.describe('Groups of people of bot.yml who are mentioned in the channel: @lead.'),
  people: group.describe('Groups of people of bot.yml who get a direct message: @lead.'),
})
  .refine(({ mention, people }) => mention !== undefined || people !== undefined, 'name whom to mention, or people')
  .optional()
  .describe('Until somebody presses "I\'m on it": say it again to these people, at most ten times.');

const notify = strictObject({
  channel: z.string().min(1).max(100).optional().describe('A channel of bot.yml: deploys or #deploys.'),
  mention: group.describe('Groups of people of bot.yml who are mentioned in the channel: @platform.'),
  people: group.describe('Groups of people of bot.yml who get a direct message: @on-call.'),
  text: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[^\p{Cc}]*$/u, 'a text is one line')
    .optional()
    .describe('What to say, with facts in braces: "{deployment.service} has failed". Left out: that the rule fired.'),
  broadcast: z
    .boolean()
    .optional()
    .describe('false: only in the thread of the live message. Otherwise the channel shows it, too.'),
  escalate,
})
  .refine(({ channel, people }) => channel !== undefined || people !== undefined, 'name a channel, or people')
  .refine(
    ({ channel, mention, broadcast, escalate: later }) =>
      channel !== undefined || (mention ?? broadcast ?? later?.mention) === undefined,
    '"mention" and "broadcast" are for a channel; name one, or leave them out',
  )
  .optional()
  .describe('Post to this channel, besides the channels of the routes in bot.yml, or to these people.');

const ONLY_CONNECTIONS = 'connections are accepted or rejected, deployments are cancelled (see "on")';
const exactlyOne = (action: object): boolean => Object.keys(action).length === 1;
const ONE_ACTION = 'each entry of "do" holds exactly one action';

const deploymentAction = strictObject(
  { cancel: strictObject({ reason }).optional().describe('Cancel the deployment.'), notify },
  { accept: ONLY_CONNECTIONS, reject: ONLY_CONNECTIONS },
)
  .refine(exactlyOne, ONE_ACTION)
  .meta({ minProperties: 1, maxProperties: 1 });

const connectionAction = strictObject(
  {
    accept: strictObject({}).optional().describe('Accept the connection.'),
    reject: strictObject({ reason }).optional().describe('Reject the connection.'),
    notify,
  },
  { cancel: ONLY_CONNECTIONS },
)
  .refine(exactlyOne, ONE_ACTION)
  .meta({ minProperties: 1, maxProperties: 1 });

const common = {
  name,
  description: z.string().max(500).optional().describe('For the readers of the file and of the trail.'),
  when: expression.describe('CEL condition: the rule fires when it is true. https://cel.dev'),
  unless: expression.optional().describe('CEL condition: the rule does not fire while it is true.'),
  mode: z
    .enum(['off', 'shadow', 'approve', 'enforce'])
    .describe('off: not used. shadow: decide and record, never act. approve: ask people first. enforce: act.'),
  approval: strictObject({
    people: z
      .number()
      .refine((people) => Number.isInteger(people) && people >= 1 && people <= 5, 'expected 1 to 5 people')
      .optional()
      .meta({ minimum: 1, maximum: 5, description: 'How many people must approve; 1 by default.' }),
    within: z
      .string()
      .refine(isWaitingTime, 'not a time of one minute to seven days; write for example 30m or 4h')
      .optional()
      .describe('How long the approval stays open; 1h by default. After that nothing is done.'),
  })
    .optional()
    .describe('Only with the mode approve.'),
};

function isWaitingTime(text: string): boolean {
  const ms = durationMs(text) ?? 0;
  return ms >= 60_000 && ms <= 7 * 24 * 60 * 60_000;
}

const rule = z.discriminatedUnion(
  'on',
  [
    strictObject({
      ...common,
      on: z.literal('deployment'),
      match: deploymentMatchSchema.optional(),
      do: z.array(deploymentAction).min(1).max(10),
    }),
    strictObject({
      ...common,
      on: z.literal('connection'),
      match: connectionMatchSchema.optional(),
      do: z.array(connectionAction).min(1).max(10),
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? '"on" is missing or unknown; expected deployment or connection' : undefined,
  },
);

const test = strictObject({
  name: z.string().min(1).max(200),
  now: z.iso
    .datetime({ error: 'not a time; write for example "2026-03-02T09:30:00Z"' })
    .optional()
    .describe('The time of the decision, for rules that use now.'),
  given: strictObject({ deployment: givenDeployment.optional(), connection: givenConnection.optional() })
    .refine(exactlyOne, '"given" holds either a deployment or a connection')
    .meta({ minProperties: 1, maxProperties: 1 })
    .describe('The deployment or connection to test with. What is left out has a default value.'),
  expect: z
    .record(z.string(), z.array(z.enum(ruleActionTypes)))
    .describe(
      'By rule: the actions it asks for, in order; [] if it must not fire. Rules that are not named are not checked.',
    ),
});

const listName = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_]*$/,
    'a list is named with letters, digits and _, because conditions use it: lists.trustedAccounts',
  );

/** The shape of a rules file; also the source of `config/rules.schema.json`. */
export const rulesFileSchema = strictObject({
  version: z.literal(1).describe('Version of this format.'),
  lists: z
    .record(listName, z.array(z.string().max(200)).max(1000))
    .optional()
    .describe('Lists of texts that conditions can use: x in lists.trustedAccounts.'),
  rules: z.array(rule).max(200),
  tests: z.array(test).max(500).optional().describe('Cases that must hold before the rules are used.'),
}).meta({ title: 'proton-bot rules', description: 'When the bot cancels, accepts, rejects and notifies.' });

/** A rules file as it is written. */
export type RulesFile = z.infer<typeof rulesFileSchema>;
export type RuleEntry = RulesFile['rules'][number];
export type TestEntry = NonNullable<RulesFile['tests']>[number];
