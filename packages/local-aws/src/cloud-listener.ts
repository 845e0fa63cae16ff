import type { RequestListener } from 'node:http';
import { createControlRoutes } from './control-routes.ts';
import { createEndpoint } from './endpoint/index.ts';
import { createEventBridgeService, type EventDraft } from './event-bridge/index.ts';
import { HTTP_API_PATH, serveHttpApi } from './http-api/index.ts';
import type { CloudParts } from './parts.ts';
import { randomUuid } from './random.ts';
import { createSchedulerService } from './scheduler/index.ts';
import { createSqsService } from './sqs/index.ts';
import { createSsmService } from './ssm/index.ts';
import { createOutcomeSwitch, createSupplyChainService } from './supply-chain/index.ts';

/** Joins the services of a cloud, its control routes and its HTTP API to the one listener of its port. */
export function createCloudListener(
  parts: CloudParts,
  proton: RequestListener,
  putEvents: (events: readonly EventDraft[]) => void,
): RequestListener {
  const { clock, identity, faults, counts, callers, queues, schedules, parameters, tables, buses, httpApi } = parts;
  const handleControl = createControlRoutes({ counts, faults, putEvents });
  const handleOutcome = createOutcomeSwitch(parts.supplyChain, proton);
  return createEndpoint({
    clock,
    jsonServices: {
      events: createEventBridgeService(buses, parts.completeEvent),
      sqs: createSqsService(queues, clock),
      ssm: createSsmService(parameters, identity),
    },
    scheduler: createSchedulerService(schedules, clock),
    supplyChain: createSupplyChainService(parts.supplyChain, identity),
    newRequestId: () => randomUuid(parts.random),
    listeners: { proton, dynamodb: (request, response) => tables.handle(request, response) },
    callers,
    counts,
    faultOf: (call, caller) => faults.faultOf(call, caller),
    handleOther(request, response, path) {
      if (handleControl(request, response, path)) return true;
      if (path.startsWith(`${HTTP_API_PATH}/`)) void serveHttpApi(httpApi, request, response);
      // The control plane has control routes of its own; one of them, scripted outcomes, is Supply Chain's too.
      else if (path.startsWith('/_proton-bot/')) handleOutcome(request, response);
      else return false;
      return true;
    },
    onActivity: parts.onActivity,
  });
}
