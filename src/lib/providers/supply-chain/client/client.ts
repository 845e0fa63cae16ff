import {
  getHostHeaderPlugin,
  getLoggerPlugin,
  getRecursionDetectionPlugin,
  getUserAgentPlugin,
  resolveHostHeaderConfig,
  resolveUserAgentConfig,
} from '@aws-sdk/core/client';
import { resolveAwsSdkSigV4Config } from '@aws-sdk/core/httpAuthSchemes';
import {
  DefaultIdentityProviderConfig,
  getHttpAuthSchemeEndpointRuleSetPlugin,
  getHttpSigningPlugin,
} from '@smithy/core';
import { Client } from '@smithy/core/client';
import { resolveRegionConfig } from '@smithy/core/config';
import { resolveEndpointConfig } from '@smithy/core/endpoints';
import { getContentLengthPlugin } from '@smithy/core/protocols';
import { getRetryPlugin, resolveRetryConfig } from '@smithy/core/retry';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import type { HttpHandlerOptions } from '@smithy/types';
import { authenticationParameters } from './authentication.ts';
import { type SupplyChainClientConfig, withDefaults } from './configuration.ts';
import type { ServiceInputTypes, ServiceOutputTypes } from './models.ts';

export type SupplyChainClientResolvedConfig = ReturnType<typeof resolve>;

/** A client of AWS Supply Chain's instance operations, built from the same parts as the AWS SDK's own clients. */
export class SupplyChainClient extends Client<
  HttpHandlerOptions,
  ServiceInputTypes,
  ServiceOutputTypes,
  SupplyChainClientResolvedConfig
> {
  constructor(configuration: SupplyChainClientConfig = {}) {
    const config = resolve(configuration);
    super(config);
    const { middlewareStack } = this;
    middlewareStack.use(getSchemaSerdePlugin(config));
    middlewareStack.use(getUserAgentPlugin(config));
    middlewareStack.use(getRetryPlugin(config));
    middlewareStack.use(getContentLengthPlugin(config));
    middlewareStack.use(getHostHeaderPlugin(config));
    middlewareStack.use(getLoggerPlugin(config));
    middlewareStack.use(getRecursionDetectionPlugin(config));
    middlewareStack.use(
      getHttpAuthSchemeEndpointRuleSetPlugin(config, {
        httpAuthSchemeParametersProvider: authenticationParameters,
        identityProviderConfigProvider: async () =>
          new DefaultIdentityProviderConfig({ 'aws.auth#sigv4': config.credentials }),
      }),
    );
    middlewareStack.use(getHttpSigningPlugin(config));
  }
}

function resolve(configuration: SupplyChainClientConfig) {
  const regional = resolveRegionConfig(resolveRetryConfig(resolveUserAgentConfig(withDefaults(configuration))));
  return resolveAwsSdkSigV4Config(resolveEndpointConfig(resolveHostHeaderConfig(regional)));
}
