import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BotError } from '../model/errors.ts';
import { clientSettings } from './client-settings.ts';

/** Secrets that the bot needs are not in the Parameter Store. */
export class ParametersMissing extends BotError {
  override readonly name = 'ParametersMissing';
  override readonly retryable = false;
  constructor(names: readonly string[]) {
    const commands = names.map((name) => `aws ssm put-parameter --type SecureString --name ${name} --value …`);
    super(`not in the SSM Parameter Store: ${names.join(', ')}. Create each once: ${commands.join('; ')}`);
  }
}

export function createSsmClient(): SSMClient {
  return new SSMClient(clientSettings);
}

/**
 * Secrets from the SSM Parameter Store, read with one call at first use and kept for the life of the container. A failure is not
 * cached: the next use asks again.
 *
 * @param parameterNames - the parameter's name for each secret; names are not secret, values are never logged
 * @returns a function that gives the secrets; it throws {@link ParametersMissing}, or what the SDK throws
 */
export function createSecrets<Key extends string>(
  client: SSMClient,
  parameterNames: Readonly<Record<Key, string>>,
): () => Promise<Readonly<Record<Key, string>>> {
  let secrets: Promise<Readonly<Record<Key, string>>> | undefined;
  return () => {
    secrets ??= read(client, parameterNames).catch((error: unknown) => {
      secrets = undefined;
      throw error;
    });
    return secrets;
  };
}

async function read<Key extends string>(
  client: SSMClient,
  parameterNames: Readonly<Record<Key, string>>,
): Promise<Readonly<Record<Key, string>>> {
  const names = [...new Set<string>(Object.values(parameterNames))];
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names: names, WithDecryption: true }));
  const values = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  const secrets: Partial<Record<Key, string>> = {};
  for (const key in parameterNames) {
    const value = values.get(parameterNames[key]);
    if (value) secrets[key] = value;
  }
  if (!hasAll(secrets, parameterNames)) throw new ParametersMissing(names.filter((name) => !values.get(name)));
  return secrets;
}

function hasAll<Key extends string>(
  secrets: Partial<Record<Key, string>>,
  parameterNames: Readonly<Record<Key, string>>,
): secrets is Record<Key, string> {
  for (const key in parameterNames) if (secrets[key] === undefined) return false;
  return true;
}
