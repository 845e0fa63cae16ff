import type { RequestListener } from 'node:http';
import type { CloudContext } from './cloud-context.ts';
import { createCloudFormationService } from './cloudformation/index.ts';
import { createCodeConnectionsServices } from './code-connections/index.ts';
import { createCodeDeployService } from './code-deploy/index.ts';
import { createCodePipelineService } from './code-pipeline/index.ts';
import { createControlRoutes } from './control-routes.ts';
import { createTableService } from './dynamodb/index.ts';
import { createEcsService } from './ecs/index.ts';
import { createEndpoint, requestPath } from './endpoint/index.ts';
import { createEventBridgeService, type EventDraft } from './event-bridge/index.ts';
import { HTTP_API_PATH, serveHttpApi } from './http-api/index.ts';
import { createLogsService } from './logs/index.ts';
import type { LocalCloudOptions } from './options.ts';
import { randomUuid } from './random.ts';
import { createSchedulerService } from './scheduler/index.ts';
import { createSqsService } from './sqs/index.ts';
import { createSsmService } from './ssm/index.ts';
import { createSupplyChainService } from './supply-chain/index.ts';

/** Where the cloud is controlled unless the options say otherwise; AWS has nothing there. */
const DEFAULT_CONTROL_PATH = '/_local-aws/';

/** Registers the cloud's services and those of the options, and joins them, the control routes and the HTTP API to one listener. */
export function createCloudListener(
  parts: CloudContext,
  options: Pick<LocalCloudOptions, 'controlPath' | 'services'>,
  putEvents: (events: readonly EventDraft[]) => void,
): RequestListener {
  const { clock, identity, random, faults, counts, callers, services, httpApi } = parts;
  const controlPath = options.controlPath ?? DEFAULT_CONTROL_PATH;
  const host = { identity, clock, random, putEvents };
  services.push(
    createEventBridgeService(parts.buses, parts.completeEvent),
    createSqsService(parts.queues, clock),
    createSsmService(parts.parameters, identity),
    createTableService(clock),
    createSchedulerService(parts.schedules, clock),
    createSupplyChainService({
      supplyChain: parts.supplyChain,
      identity,
      newRequestId: () => randomUuid(random),
      controlPath,
    }),
    createCloudFormationService({
      cloudFormation: parts.cloudFormation,
      identity,
      newRequestId: () => randomUuid(random),
      controlPath,
    }),
    createCodePipelineService(parts.codePipeline, controlPath),
    ...createCodeConnectionsServices(parts.codeConnections, controlPath),
    createCodeDeployService(parts.codeDeploy, controlPath),
    createLogsService(parts.logs),
    createEcsService({ ecs: parts.ecs, identity, controlPath }),
    ...(options.services ?? []).map((create) => create(host)),
  );
  const controls = [
    createControlRoutes({ path: controlPath, counts, faults, putEvents }),
    ...services.flatMap((service) => service.control?.bind(service) ?? []),
  ];
  return createEndpoint({
    clock,
    services,
    callers,
    counts,
    faultOf: (call, caller) => faults.faultOf(call, caller),
    besides(handleCall) {
      const serveControl = controls.reduceRight((otherwise, control) => control(otherwise), handleCall);
      return (request, response) => {
        const { path } = requestPath(request);
        if (path.startsWith(controlPath)) serveControl(request, response);
        else if (path.startsWith(`${HTTP_API_PATH}/`)) void serveHttpApi(httpApi, request, response);
        else handleCall(request, response);
      };
    },
    onActivity: parts.onActivity,
  });
}
