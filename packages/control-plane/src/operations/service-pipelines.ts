import { ValidationException } from '../model/errors.ts';
import { readServiceSpec } from '../specs/service-spec.ts';
import { checkPipelineInputs } from '../specs/spec-inputs.ts';
import type { OperationHandlers } from './call.ts';
import { checkNotBeingDeleted, checkNotBusy, checkServiceNotBusy, getService, getServicePipeline } from './lookup.ts';
import { liveDocument } from './service-parts.ts';
import { chooseVersionForUpdate } from './template-choice.ts';
import { servicePipelineView, servicePipelineWithoutSpec } from './views/deployables.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-svc-pipeline-update.html */
export const servicePipelineOperations = {
  UpdateServicePipeline(input, call) {
    const { serviceName } = input;
    const pipeline = getServicePipeline(call, serviceName);
    if (input.deploymentType === 'NONE') {
      // A pipeline has no metadata of its own, so there is nothing to change without a deployment.
      checkNotBeingDeleted(pipeline);
      return { pipeline: servicePipelineView(pipeline) };
    }
    const service = getService(call, serviceName);
    checkServiceNotBusy(service);
    checkNotBusy(pipeline);
    const version = chooseVersionForUpdate(call, 'service', pipeline, input);
    if (version.hasPipeline === false) throw new ValidationException(`${version.arn} has no pipeline.`);
    const spec = readServiceSpec(input.spec, () => liveDocument(call, service));
    checkPipelineInputs(version, spec);
    call.parts.engine.update(
      pipeline,
      {
        target: {
          templateName: version.templateName,
          templateMajorVersion: version.majorVersion,
          templateMinorVersion: version.minorVersion,
          spec: spec.text,
        },
      },
      call.expectedDeploymentId,
    );
    return { pipeline: servicePipelineView(getServicePipeline(call, serviceName)) };
  },

  CancelServicePipelineDeployment(input, call) {
    const pipeline = getServicePipeline(call, input.serviceName);
    // While a service is edited, its pipeline is blocked (ag-svc-update); to cancel it would make the edit fail (A42).
    checkServiceNotBusy(getService(call, input.serviceName));
    call.parts.engine.cancel(pipeline, call.expectedDeploymentId);
    return { pipeline: servicePipelineWithoutSpec(getServicePipeline(call, input.serviceName)) };
  },
} satisfies Partial<OperationHandlers>;
