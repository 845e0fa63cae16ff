import { z } from 'zod';
import { HTTP_API_PATH } from '../../http-api/index.ts';
import { InvalidPropertiesError } from '../errors.ts';
import { checkProperties, ignored, wholeNumber, yesOrNo } from '../properties.ts';
import type { ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html */
const apiShape = z.strictObject({
  Name: ignored,
  ProtocolType: z.literal('HTTP'),
  Description: ignored,
  DisableExecuteApiEndpoint: z.literal(false).optional(),
  Tags: ignored,
});
const stageShape = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: yesOrNo.optional(),
  AccessLogSettings: ignored,
  DefaultRouteSettings: ignored,
  Description: ignored,
  RouteSettings: ignored,
  Tags: ignored,
});
const integrationShape = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  IntegrationMethod: ignored,
  TimeoutInMillis: wholeNumber.optional(),
  Description: ignored,
});
const routeShape = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().regex(/^integrations\/.+$/),
  AuthorizationType: z.literal('NONE').optional(),
  OperationName: ignored,
});

/** AWS::ApiGatewayV2::Api, served by the endpoint. */
export const makeHttpApi: ResourceMaker = (resource, stack) => {
  checkProperties(apiShape, resource);
  return { ref: 'local', attributes: { ApiId: 'local', ApiEndpoint: `${stack.endpointUrl}${HTTP_API_PATH}` } };
};

/** AWS::ApiGatewayV2::Stage: the default one only, which has no path of its own. */
export const makeHttpStage: ResourceMaker = (resource) => {
  checkProperties(stageShape, resource);
  return { ref: '$default' };
};

/** AWS::ApiGatewayV2::Integration with a function. */
export const makeHttpIntegration: ResourceMaker = (resource, stack) => {
  const { IntegrationUri } = checkProperties(integrationShape, resource);
  const functionArn = /functions\/(arn:.*)\/invocations$/.exec(IntegrationUri)?.[1] ?? IntegrationUri;
  const lambda = stack.functions.byArn(functionArn);
  if (lambda === undefined) {
    throw new InvalidPropertiesError(resource.logicalId, resource.type, [`IntegrationUri: no function ${functionArn}`]);
  }
  stack.integrations.set(resource.logicalId, lambda);
  return { ref: resource.logicalId };
};

/** AWS::ApiGatewayV2::Route */
export const makeHttpRoute: ResourceMaker = (resource, stack) => {
  const { RouteKey, Target } = checkProperties(routeShape, resource);
  const lambda = stack.integrations.get(Target.slice('integrations/'.length));
  if (lambda === undefined) {
    throw new InvalidPropertiesError(resource.logicalId, resource.type, [`Target: no integration ${Target}`]);
  }
  stack.httpApi.addRoute(RouteKey, lambda);
  return { ref: resource.logicalId };
};
