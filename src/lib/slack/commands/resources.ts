import { type CommandHandler, findResource, listResources } from '../../flow/index.ts';
import type { Argument } from '../../model/command.ts';
import type { SlackCommand } from './definition.ts';

const provider = { need: 'required', label: 'provider', example: 'warehouse' } as const satisfies Argument;
const target = { label: 'name|id', example: 'north', takes: 'rest' } as const;

/** Opens a form. Its submission is a resource operation, with its own permission. */
export const createResource = {
  name: 'fillIn',
  typed: 'belowProvider',
  opensForm: true,
  arguments: { provider },
  effect: 'read',
  verbs: [
    {
      verb: 'create',
      takesName: false,
      permission: 'create',
      summary: ({ resource }) => `opens a form to create one ${resource}`,
    },
  ],
} as const satisfies SlackCommand;

/** The resources of one provider, or one of them. */
export const resources = {
  name: 'resources',
  formerNames: ['things'],
  typed: 'belowProvider',
  arguments: { provider, target: { ...target, need: 'optional' } },
  effect: 'read',
  verbs: [
    { verb: 'list', takesName: false, summary: (names) => `lists the ${names.resources}` },
    { verb: 'show', takesName: true, summary: ({ resource }) => `shows one ${resource}` },
  ],
} as const satisfies SlackCommand;

export const runResources: CommandHandler<typeof resources> = ({ ports }, values) =>
  values.target === undefined
    ? listResources(ports, values.provider)
    : findResource(ports, 'resource', { provider: values.provider, target: values.target });

/** Asks for a confirmation. The button that confirms is a resource operation, with its own permission. */
export const deleteResource = {
  name: 'confirmDelete',
  formerNames: ['askToDelete'],
  typed: 'belowProvider',
  arguments: { provider, target: { ...target, need: 'required' } },
  effect: 'read',
  verbs: [
    {
      verb: 'delete',
      takesName: true,
      permission: 'delete',
      summary: ({ resource }) => `deletes one ${resource}, after you confirm`,
    },
  ],
} as const satisfies SlackCommand;

export const runDeleteResource: CommandHandler<typeof deleteResource> = ({ ports }, values) =>
  findResource(ports, 'deleteConfirmation', values);
