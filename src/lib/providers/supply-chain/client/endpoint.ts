import { partition } from '@aws-sdk/core/client';
import type { EndpointParameters as AnyEndpointParameters, EndpointV2 } from '@smithy/types';
import { BotError } from '../../../model/errors.ts';

/** What the endpoint depends on. `Endpoint` is the client's option or, without it, the value from the environment. */
export interface EndpointParameters extends AnyEndpointParameters {
  Endpoint?: string | undefined;
  Region?: string | undefined;
  UseFIPS?: boolean | undefined;
  UseDualStack?: boolean | undefined;
}

/** Where the parameters come from in the client's configuration. */
export const endpointParameters = {
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
} as const;

/** The configuration does not give a valid address. */
export class InvalidEndpoint extends BotError {
  override readonly name = 'InvalidEndpoint';
  override readonly retryable = false;
}

/**
 * The service's address: `https://scn.<region>.<suffix of the partition>`, or the one that is configured.
 *
 * @throws InvalidEndpoint
 */
export function resolveEndpoint({ Endpoint, Region, UseFIPS, UseDualStack }: EndpointParameters): EndpointV2 {
  if (Endpoint) {
    if (UseFIPS) throw new InvalidEndpoint('Invalid Configuration: FIPS and custom endpoint are not supported');
    if (UseDualStack)
      throw new InvalidEndpoint('Invalid Configuration: Dualstack and custom endpoint are not supported');
    return { url: new URL(Endpoint) };
  }
  if (!Region) throw new InvalidEndpoint('Invalid Configuration: Missing Region');
  const { dnsSuffix, dualStackDnsSuffix } = partition(Region);
  const suffix = UseDualStack ? dualStackDnsSuffix : dnsSuffix;
  return { url: new URL(`https://scn${UseFIPS ? '-fips' : ''}.${Region}.${suffix}`) };
}
