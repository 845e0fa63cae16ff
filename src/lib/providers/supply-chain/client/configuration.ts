import {
  createDefaultUserAgentProvider,
  type HostHeaderInputConfig,
  NODE_APP_ID_CONFIG_OPTIONS,
  type UserAgentInputConfig,
} from '@aws-sdk/core/client';
import { type AwsSdkSigV4AuthInputConfig, NODE_AUTH_SCHEME_PREFERENCE_OPTIONS } from '@aws-sdk/core/httpAuthSchemes';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { NoOpLogger, normalizeProvider } from '@smithy/core/client';
import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  type RegionInputConfig,
} from '@smithy/core/config';
import type { EndpointInputConfig } from '@smithy/core/endpoints';
import { type HttpHandlerUserInput, parseUrl } from '@smithy/core/protocols';
import {
  NODE_MAX_ATTEMPT_CONFIG_OPTIONS,
  NODE_RETRY_MODE_CONFIG_OPTIONS,
  type RetryInputConfig,
} from '@smithy/core/retry';
import { calculateBodyLength, fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import type { Logger, Provider } from '@smithy/types';
import { authenticationOptions, authenticationSchemes, signingName } from './authentication.ts';
import { type EndpointParameters, resolveEndpoint } from './endpoint.ts';
import { SupplyChainProtocol } from './protocol.ts';
import { namespace } from './schemas.ts';

/** The options of the client, with the same meaning as for every client of the AWS SDK. */
export interface SupplyChainClientConfig
  extends RegionInputConfig,
    RetryInputConfig,
    HostHeaderInputConfig,
    UserAgentInputConfig,
    AwsSdkSigV4AuthInputConfig,
    EndpointInputConfig<EndpointParameters> {
  requestHandler?: HttpHandlerUserInput;
  logger?: Logger;
  profile?: string;
  retryMode?: string | Provider<string>;
  useFipsEndpoint?: boolean | Provider<boolean>;
  useDualstackEndpoint?: boolean | Provider<boolean>;
}

const apiVersion = '2024-01-01';
const serviceId = 'SupplyChain';

/** The complete configuration. What was not given comes from the environment, the shared files, or the SDK's defaults. */
export function withDefaults(given: SupplyChainClientConfig) {
  const source = given.profile === undefined ? {} : { profile: given.profile };
  return {
    apiVersion,
    serviceId,
    defaultSigningName: signingName,
    runtime: 'node',
    ...given,
    logger: given.logger ?? new NoOpLogger(),
    region: given.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...source }),
    credentialDefaultProvider: defaultProvider,
    maxAttempts: given.maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, source),
    retryMode: given.retryMode ?? loadConfig(NODE_RETRY_MODE_CONFIG_OPTIONS, source),
    requestHandler: NodeHttpHandler.create(given.requestHandler ?? {}),
    useFipsEndpoint: given.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, source),
    useDualstackEndpoint: given.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, source),
    userAgentAppId: given.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, source),
    defaultUserAgentProvider: createDefaultUserAgentProvider({ serviceId, clientVersion: apiVersion }),
    endpointProvider: resolveEndpoint,
    authSchemePreference: normalizeProvider(loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, source)),
    httpAuthSchemes: authenticationSchemes,
    httpAuthSchemeProvider: authenticationOptions,
    protocol: new SupplyChainProtocol({ defaultNamespace: namespace }),
    disableHostPrefix: false,
    sha256: Sha256,
    urlParser: parseUrl,
    bodyLengthChecker: calculateBodyLength,
    streamCollector,
    base64Decoder: fromBase64,
    base64Encoder: toBase64,
    utf8Decoder: fromUtf8,
    utf8Encoder: toUtf8,
  };
}
