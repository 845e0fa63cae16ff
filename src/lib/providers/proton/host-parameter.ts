import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ClientSettings } from '../module.ts';

/**
 * Reads a parameter of the Parameter Store, decrypted.
 *
 * @returns undefined when there is no such parameter
 * @throws what the SDK throws
 */
export async function readParameter(
  name: string,
  settings: ClientSettings & { readonly region: string },
): Promise<string | undefined> {
  const client = new SSMClient(settings);
  try {
    const { Parameters } = await client.send(new GetParametersCommand({ Names: [name], WithDecryption: true }));
    return Parameters?.[0]?.Value;
  } finally {
    client.destroy();
  }
}
