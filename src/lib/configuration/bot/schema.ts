import { z } from 'zod';
import {
  connectionMatchSchema,
  deploymentMatchSchema,
  globsOrNone,
  oneOrMore,
  permissionMatchSchema,
  strictObject,
} from '../../configuration-check/index.ts';
import { alertChoices, alertForms } from '../../model/alerts.ts';
import { permittedActions } from '../../model/permission.ts';
import { isTimeZone } from '../../model/quiet-hours.ts';
import type { ProviderManifest } from '../../providers/module.ts';
import { providersSchemaFor } from './providers.ts';
import { scopesSchema } from './scopes.ts';
import { tagsSchema } from './tags.ts';

const slackId = (prefix: string, what: string, example: string): z.ZodString =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[A-Z0-9]{2,20}$`), `not the id of ${what}; Slack's look like ${example}`)
    .describe(`Slack's id of ${what}, for example ${example}.`);

const channelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a channel is named with small letters, digits, - and _, without the #');
const groupName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'a group is named with small letters, digits, - and _, without the @');

const channels = z.array(z.string()).min(1).max(20).describe('Channels by name.');

const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'not a time of day; write for example "22:00"')
  .describe('By the clocks of the zone, in quotes: "22:00".');

const quietHours = strictObject({
  from: timeOfDay,
  to: timeOfDay,
  zone: z
    .string()
    .refine(isTimeZone, 'there is no such time zone; write for example Europe/Paris')
    .describe('Of the IANA time zone database: Europe/Paris.'),
})
  .refine(({ from, to }) => from !== to, '"from" and "to" are the same; quiet hours cannot last all day')
  .describe('When nothing but failures and questions is posted; what else happens is in the live message.');

const alertMembers = {
  alerts: z
    .enum(alertChoices)
    .optional()
    .describe(
      'What is also posted in the channel, where it reaches people. failures (the default): failures, cancels, approvals that wait, and rules that could not do what they were to do. all: each end, too. none: nothing but what rules post.',
    ),
  alertsAs: z
    .enum(alertForms)
    .optional()
    .describe('thread (the default): a reply in the thread that the channel shows, too. post: a message of its own.'),
  quietHours: quietHours.optional(),
};

const route = z.discriminatedUnion(
  'on',
  [
    strictObject({
      on: z.literal('deployment').optional(),
      match: deploymentMatchSchema.optional().describe('Which deployments; all if left out.'),
      channels,
      ...alertMembers,
    }),
    strictObject({
      on: z.literal('connection'),
      match: connectionMatchSchema.optional().describe('Which connections; all if left out.'),
      channels,
      ...alertMembers,
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? '"on" is unknown; expected deployment or connection' : undefined,
  },
);

const group = strictObject({
  users: z
    .array(slackId('[UW]', 'a user', 'U012ABCDEF'))
    .max(500)
    .optional(),
  userGroups: z
    .array(slackId('S', 'a user group', 'S012ABCDEF'))
    .max(50)
    .optional(),
}).refine(
  ({ users = [], userGroups = [] }) => users.length + userGroups.length > 0,
  'a group needs at least one entry in users or userGroups',
);

const permission = strictObject({
  allow: oneOrMore(z.enum(permittedActions)).describe('What they may do.'),
  match: permissionMatchSchema
    .optional()
    .describe(
      'To what; to everything if left out. Connections have provider, account and environment; what is created, changed or deleted has provider, kind, environment, service and name.',
    ),
  environment: globsOrNone.optional().describe('Short for match: { environment: … }.'),
  people: oneOrMore(z.string()).describe('Who may do it: groups of people by name.'),
  channels: channels.optional().describe('Only from these channels; from everywhere if left out.'),
});

/** The schema of `bot.yml` with these back ends; also the source of `config/bot.schema.json`. */
export function botFileSchemaFor(manifests: readonly ProviderManifest[]) {
  return strictObject({
    version: z.literal(1).describe('Version of this format.'),
    slack: strictObject({ teamId: slackId('[TE]', 'a workspace', 'T012ABCDEF') }).describe(
      'The workspace whose requests are taken; all others are refused.',
    ),
    providers: providersSchemaFor(manifests)
      .optional()
      .describe('The back ends. One that is not enabled is not packaged and gets no permissions.'),
    scopes: scopesSchema,
    tags: tagsSchema,
    channels: z
      .record(channelName, slackId('[CG]', 'a channel', 'C012ABCDEF'))
      .describe('The channels the bot knows, by the name that rules and routes use.'),
    routes: z
      .array(route)
      .max(200)
      .describe('Which messages go where. Every route that matches counts, not only the first.'),
    people: z
      .record(groupName, group)
      .optional()
      .describe('Groups of people, by the name that permissions and mentions use.'),
    permissions: z
      .array(permission)
      .max(200)
      .optional()
      .describe('Who may do what. What is not named here is refused.'),
  }).meta({ title: 'proton-bot configuration', description: 'Channels, routes, people and what they may do.' });
}

/** `bot.yml` as it is written. */
export type BotFile = z.infer<ReturnType<typeof botFileSchemaFor>>;
