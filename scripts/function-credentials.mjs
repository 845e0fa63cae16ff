/**
 * Where the SDK clients in the bundles look for credentials: in the environment, where Lambda puts those of a function's role
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime). Aliased in by the build
 * for the SDK's chain of providers, whose others look for profiles, single sign-on and the metadata of machines: a sixth of `observe`.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
