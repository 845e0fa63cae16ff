import type { FunctionDefinition } from './function-definition.ts';

/** How a function in the local cloud reaches that cloud. */
export interface CloudAccess {
  readonly endpointUrl: string;
  readonly region: string;
}

/**
 * The environment variables of one execution environment: those Lambda sets, those that lead to the local cloud, and
 * the function's own, which win.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariablesFor(
  definition: FunctionDefinition,
  { endpointUrl, region }: CloudAccess,
  accessKeyId: string,
): Record<string, string> {
  return {
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: definition.taskRoot,
    _HANDLER: definition.handler,
    NODE_ENV: 'production',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local-cloud',
    // Clients must not look for credentials or settings of the user's own AWS account, nor wait for an instance's.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...definition.environment,
  };
}
