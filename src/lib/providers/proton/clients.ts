import { ProtonClient } from '@aws-sdk/client-proton';
import { clientOptions, type ProviderRuntime } from '../module.ts';
import { createHostKeys, HostKeyChanged, type HostKeys, HostKeyUnusable, isKeyRefused } from './host-key.ts';
import { readParameter } from './host-parameter.ts';
import { type Environment, hostKeyParameter } from './host-settings.ts';

/**
 * The clients of AWS Proton, or of what answers as it does at `AWS_ENDPOINT_URL_PROTON`. A host that is not AWS's knows its own keys
 * only. The roles of scopes are AWS's, so there the key is not used.
 */
export function createClients(
  runtime: ProviderRuntime,
  environment: Environment = process.env,
): { readonly reading: ProtonClient; readonly acting: ProtonClient } {
  const { reading, acting } = clientOptions(runtime);
  const parameterName = runtime.credentials === undefined ? hostKeyParameter(environment) : undefined;
  if (parameterName === undefined) return { reading: new ProtonClient(reading), acting: new ProtonClient(acting) };
  const { region, clientSettings } = runtime;
  const read = () => readParameter(parameterName, { ...clientSettings, region });
  const keys = createHostKeys(parameterName, read, runtime.clock);
  return {
    reading: clientWithKey(reading, keys, parameterName, true),
    acting: clientWithKey(acting, keys, parameterName, false),
  };
}

/**
 * @param isRepeated - whether a call that was refused for its key is made again with the key that has replaced it. One that acts is
 *   not: its fence was read for the first attempt
 */
function clientWithKey(
  options: ReturnType<typeof clientOptions>['reading'],
  keys: HostKeys,
  parameterName: string,
  isRepeated: boolean,
): ProtonClient {
  // The SDK keeps credentials until they expire. These are kept here, so that they can be read again when they are refused.
  const credentials = async () => ({ ...(await keys.current()), expiration: new Date(0) });
  const client = new ProtonClient({ ...options, credentials });
  client.middlewareStack.add(
    (next) => async (args) => {
      const used = await keys.current();
      try {
        return await next(args);
      } catch (error) {
        if (!isKeyRefused(error)) throw error;
        const isChanged = await keys.renew(used);
        if (!isRepeated) throw new HostKeyChanged(error);
        if (!isChanged) throw new HostKeyUnusable(parameterName, 'is refused by it', error);
        return next(args);
      }
    },
    { step: 'initialize', name: 'hostKey', override: true },
  );
  return client;
}
