import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import { getSmithyContext, normalizeProvider } from '@smithy/core/client';
import type {
  HandlerExecutionContext,
  HttpAuthOption,
  HttpAuthScheme,
  IdentityProviderConfig,
  Provider,
} from '@smithy/types';

const schemeId = 'aws.auth#sigv4';

/** The signing name; it is not the name of the service. */
export const signingName = 'scn';

export interface AuthenticationParameters {
  readonly operation?: string;
  readonly region?: string;
}

/** SigV4 is the service's only scheme. */
export const authenticationSchemes: HttpAuthScheme[] = [
  {
    schemeId,
    identityProvider: (configuration: IdentityProviderConfig) => configuration.getIdentityProvider(schemeId),
    signer: new AwsSdkSigV4Signer(),
  },
];

export function authenticationOptions({ region }: AuthenticationParameters): HttpAuthOption[] {
  return [
    {
      schemeId,
      signingProperties: { name: signingName, region },
      propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
    },
  ];
}

export async function authenticationParameters(
  config: { readonly region: string | Provider<string> },
  context: HandlerExecutionContext,
): Promise<AuthenticationParameters> {
  const region = await normalizeProvider(config.region)();
  const { operation } = getSmithyContext(context);
  return { region, ...(typeof operation === 'string' ? { operation } : {}) };
}
