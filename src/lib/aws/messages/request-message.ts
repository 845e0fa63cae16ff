import { actionTypes } from '../../model/claim.ts';
import { type CommandDefinition, type ParsedCommand, usualMaximumCharacters } from '../../model/command.ts';
import type { Interaction, PersonRequest } from '../../model/request.ts';
import { type ResourceOperation, resourceOperationKinds } from '../../model/resource-operation.ts';
import {
  boundedText,
  type Fields,
  fieldsOf,
  MalformedMessage,
  optionalMoment,
  readBody,
  requiredText,
  smallFieldsOf,
  wordOf,
} from './fields.ts';

/**
 * A person's request on the queue of `command`: the JSON of {@link PersonRequest}. A request from before version 0.2 does not say
 * when it came, so the queue's own time is used. If that is missing too, as in a dead letter that was sent by hand, its age is
 * unknown, and it counts as too old.
 *
 * @param commands - that can be executed
 * @param sentAtMs - when the queue received the message, if known
 * @throws MalformedMessage
 */
export function readPersonRequest(
  body: string,
  commands: readonly CommandDefinition[],
  sentAtMs?: number,
): PersonRequest {
  const fields = readBody(body);
  return {
    id: requiredText(fields, 'id'),
    receivedAtMs: optionalMoment(fields, 'receivedAtMs') ?? sentAtMs ?? 0,
    // Until 2026-11 the member was called `wish`. Such messages may still be on the queue.
    interaction: readInteraction(fieldsOf(fields['interaction'] ?? fields['wish'], 'its interaction'), commands),
    userId: requiredText(fields, 'userId'),
    teamId: requiredText(fields, 'teamId'),
    channelId: requiredText(fields, 'channelId'),
    responseUrl: requiredText(fields, 'responseUrl'),
  };
}

function readInteraction(fields: Fields, commands: readonly CommandDefinition[]): Interaction {
  const type = wordOf(fields, 'type', ['command', 'click', 'reply', 'own', 'operation', 'order']);
  switch (type) {
    case 'command':
      return { type, command: readCommand(fieldsOf(fields['command'], 'its command'), commands) };
    case 'click': {
      const action = wordOf(fields, 'action', actionTypes);
      const key = fieldsOf(fields['key'], 'its key');
      const about = fields['about'] === undefined ? {} : { about: boundedText(fields, 'about', longestAbout) };
      return {
        type,
        action,
        key: { target: requiredText(key, 'target'), attempt: requiredText(key, 'attempt') },
        ...about,
      };
    }
    case 'reply': {
      const answer = wordOf(fields, 'answer', ['approve', 'decline']);
      const key = fieldsOf(fields['key'], 'its key');
      const questionId = boundedText(fields, 'questionId', longestQuestionId);
      return {
        type,
        answer,
        questionId,
        key: { target: requiredText(key, 'target'), attempt: requiredText(key, 'attempt') },
      };
    }
    case 'own': {
      const key = fieldsOf(fields['key'], 'its key');
      return { type, key: { target: requiredText(key, 'target'), attempt: requiredText(key, 'attempt') } };
    }
    case 'operation':
      return { type, operation: readOperation(fieldsOf(fields['operation'], 'its operation')) };
    // As an earlier version queued it.
    case 'order':
      return { type: 'operation', operation: readOperation(fieldsOf(fields['order'], 'its order')) };
  }
}

const longestQuestionId = 64;
const longestAbout = 256;

/** Longer than any name, id or ARN. */
const longestName = 2048;

/** The provider checks its content. This check only makes sure that it can be stored and read. */
function readOperation(fields: Fields): ResourceOperation {
  return {
    kind: wordOf(fields, 'kind', resourceOperationKinds),
    provider: requiredText(fields, 'provider'),
    name: boundedText(fields, 'name', longestName),
    fields: smallFieldsOf(fields['fields'], 'its fields'),
  };
}

/** Its current name, and every argument of the command. Anything else is left out. */
function readCommand(fields: Fields, commands: readonly CommandDefinition[]): ParsedCommand {
  const written = wordOf(fields, 'name', commands.flatMap(namesOf));
  const command = commands.find((candidate) => namesOf(candidate).includes(written));
  const { name = written, arguments: described = {} } = command ?? {};
  const values = Object.entries(described).flatMap(([member, { need, maximumCharacters = usualMaximumCharacters }]) => {
    if (need === 'optional' && fields[member] === undefined) return [];
    const value = requiredText(fields, member);
    if (value.length > maximumCharacters) {
      throw new MalformedMessage(`its ${member} has more than ${maximumCharacters} characters`);
    }
    return [[member, value] as const];
  });
  return { name, ...Object.fromEntries(values) };
}

function namesOf({ name, formerNames = [] }: CommandDefinition): readonly string[] {
  return [name, ...formerNames];
}
