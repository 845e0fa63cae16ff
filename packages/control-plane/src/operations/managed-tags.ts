import { attachmentOf } from '../engine/targets.ts';
import {
  environmentSuffix,
  serviceInstanceSuffix,
  serviceSuffix,
  type TemplateKind,
  templateSuffix,
} from '../model/arns.ts';
import type { DeployableRecord, Tag } from '../store/records.ts';
import { type OperationCall, ownArn } from './call.ts';

/**
 * The tags that the service itself keeps on a resource (https://docs.aws.amazon.com/proton/latest/userguide/resources.html):
 * the account, and what the resource is and belongs to, by ARN. Templates, their versions, and what is made of them have
 * some; connections, repositories and deployments have none (A48).
 */
export function managedTagsOf(call: OperationCall, resourceArn: string): readonly Tag[] {
  const { store } = call.parts;
  const version = store.templateVersions.get(resourceArn);
  if (version !== undefined) return tags(call, { template: templateArn(call, version.kind, version.templateName) });
  const template = store.templates.get(resourceArn);
  if (template !== undefined) return tags(call, { template: template.arn });
  const service = store.services.get(resourceArn);
  if (service !== undefined) {
    return tags(call, { template: templateArn(call, 'service', service.templateName), service: service.arn });
  }
  const deployable = store.deployables.get(resourceArn);
  return deployable === undefined ? [] : tags(call, namesOf(call, deployable));
}

/** The keys, without their prefix, and the ARNs. */
type ManagedTags = Readonly<
  Partial<Record<'template' | 'environment' | 'service' | 'service-instance' | 'component', string | undefined>>
>;

function namesOf(call: OperationCall, record: DeployableRecord): ManagedTags {
  switch (record.kind) {
    case 'ENVIRONMENT':
      return { template: templateArn(call, 'environment', record.templateName), environment: record.arn };
    case 'SERVICE_INSTANCE':
      return {
        template: templateArn(call, 'service', record.templateName),
        environment: ownArn(call, environmentSuffix(record.environmentName)),
        service: ownArn(call, serviceSuffix(record.serviceName)),
        'service-instance': record.arn,
      };
    case 'SERVICE_PIPELINE':
      return {
        template: templateArn(call, 'service', record.templateName),
        service: ownArn(call, serviceSuffix(record.serviceName)),
      };
    case 'COMPONENT': {
      const { serviceName, serviceInstanceName } = attachmentOf(record);
      return {
        environment: ownArn(call, environmentSuffix(record.environmentName)),
        component: record.arn,
        ...(serviceName !== undefined &&
          serviceInstanceName !== undefined && {
            service: ownArn(call, serviceSuffix(serviceName)),
            'service-instance': ownArn(call, serviceInstanceSuffix(serviceName, serviceInstanceName)),
          }),
      };
    }
  }
}

function templateArn(call: OperationCall, kind: TemplateKind, name: string): string {
  return ownArn(call, templateSuffix(kind, name));
}

function tags(call: OperationCall, managed: ManagedTags): readonly Tag[] {
  const account = `arn:aws:iam::${call.accountId}:root`;
  return Object.entries({ account, ...managed }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ key: `aws:proton:${name}`, value }],
  );
}
