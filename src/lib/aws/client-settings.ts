/**
 * What every SDK client is made with: short waits, so that all attempts of a call fit into an invocation (30 s,
 * `serverless.yml`). Without `throwOnRequestTimeout` the SDK only warns when a request takes too long
 * (https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#request-handler-requesthandler).
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};
