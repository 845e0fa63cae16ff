import { type Connection, statusOf } from '../model.ts';
import { conflict, missing, type Verdict, type Verdicts } from './verdict.ts';

/** The two parties of a connection, and others (A27 to A29). */
export const connectionVerdicts = {
  AcceptEnvironmentAccountConnection(model, { id }, { account }) {
    const connection = model.connections.get(id);
    const refusal = decision(connection, account);
    if (refusal !== undefined) return refusal;
    return statusOf(model, connection) === 'REJECTED' ? conflict : 'accepted';
  },
  RejectEnvironmentAccountConnection(model, { id }, { account }) {
    const connection = model.connections.get(id);
    const refusal = decision(connection, account);
    if (refusal !== undefined) return refusal;
    return [...model.deployables.values()].some(({ connectionId }) => connectionId === id) ? conflict : 'accepted';
  },
  UpdateEnvironmentAccountConnection: (model, { id }, { account }) =>
    ownership(model.connections.get(id), account) ?? 'accepted',
  DeleteEnvironmentAccountConnection: (model, { id }, { account }) =>
    model.connections.has(id) ? (ownership(model.connections.get(id), account) ?? 'accepted') : 'accepted',
} satisfies Verdicts;

function decision(connection: Connection | undefined, account: string): Verdict {
  if (connection === undefined) return missing;
  if (account === connection.managementAccount) return undefined;
  return account === connection.account ? 'AccessDeniedException' : missing;
}

function ownership(connection: Connection | undefined, account: string): Verdict {
  if (connection === undefined) return missing;
  if (account === connection.account) return undefined;
  return account === connection.managementAccount ? 'AccessDeniedException' : missing;
}
