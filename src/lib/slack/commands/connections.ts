import { type CommandHandler, pendingConnections, requestTyped } from '../../flow/index.ts';
import type { Argument } from '../../model/command.ts';
import { connectionKey } from '../../model/identity.ts';
import type { Answer } from '../../model/request.ts';
import type { ConnectionFacts, Subject } from '../../model/subject.ts';
import {
  actionButton,
  actions,
  type Block,
  fallback,
  headline,
  listed,
  type Message,
  oneLine,
  section,
  withUnasked,
} from '../blocks/index.ts';
import { code, moment, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const id = {
  need: 'required',
  label: 'id',
  example: '8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c',
} as const satisfies Argument;

export const connections = {
  name: 'connections',
  typed: 'byName',
  group: 'connections',
  arguments: {},
  effect: 'read',
  summary: 'lists environment account connections that wait for a decision',
  needs: 'accept',
} as const satisfies SlackCommand;

export const runConnections: CommandHandler<typeof connections> = ({ ports }) => pendingConnections(ports);

export const accept = {
  name: 'accept',
  typed: 'byName',
  group: 'connections',
  arguments: { id },
  effect: 'write',
  permission: 'accept',
  summary: 'accepts a connection',
} as const satisfies SlackCommand;

export const runAccept: CommandHandler<typeof accept> = (context, values) =>
  requestTyped(context, accept.permission, values.id);

export const reject = {
  name: 'reject',
  typed: 'byName',
  group: 'connections',
  arguments: { id },
  effect: 'write',
  permission: 'reject',
  summary: 'rejects a connection; it cannot be accepted later',
} as const satisfies SlackCommand;

export const runReject: CommandHandler<typeof reject> = (context, values) =>
  requestTyped(context, reject.permission, values.id);

/** Each connection with the two buttons that decide on it. */
export function renderConnections(answer: Extract<Answer, { kind: 'connections' }>): Message {
  const pending = answer.connections;
  if (pending.length === 0) return oneLine(mrkdwn`✅ No connections wait for a decision.`);
  const title = mrkdwn`*Connections that wait for a decision: ${pending.length}*`;
  const blocks = listed(title, pending.map(connectionBlocks), pending.length);
  return withUnasked({ text: fallback(title), blocks }, answer.unasked);
}

function connectionBlocks(connection: ConnectionFacts): readonly Block[] {
  const subject: Subject = { on: 'connection', connection };
  const line = mrkdwn`${headline(subject)}\naccount ${code(connection.environmentAccountId)} for ${code(connection.environment)}, since ${moment(connection.requestedAtMs)}`;
  const key = connectionKey(connection.target);
  const buttons = (['accept', 'reject'] as const).flatMap((action) => actionButton(action, key, subject) ?? []);
  return [section(line), ...actions(buttons)];
}
