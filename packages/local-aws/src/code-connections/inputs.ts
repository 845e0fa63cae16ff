import { z } from 'zod';
import { AwsError } from '../endpoint/index.ts';
import { isJsonObject } from '../json.ts';
import { syncType } from './views.ts';

/** The types and limits of the API model (2023-12-01); members that it does not have are dropped. */
const resource = {
  SyncType: z.literal(syncType),
  ResourceName: z
    .string()
    .max(100)
    .regex(/^[0-9A-Za-z]+[0-9A-Za-z_\\-]*$/),
};
const linkId = z.uuid();
const page = { MaxResults: z.int().min(0).max(100).nullish(), NextToken: z.string().max(2048).nullish() };

export const inputs = {
  CreateRepositoryLink: z.object({
    ConnectionArn: z.string(),
    OwnerId: z.string().min(1).max(255),
    RepositoryName: z.string().min(1).max(128),
  }),
  CreateSyncConfiguration: z.object({
    ...resource,
    Branch: z.string().min(1).max(255),
    ConfigFile: z.string(),
    RepositoryLinkId: linkId,
    RoleArn: z.string().min(1).max(1024),
  }),
  DeleteSyncConfiguration: z.object(resource),
  GetResourceSyncStatus: z.object(resource),
  GetSyncBlockerSummary: z.object(resource),
  GetSyncConfiguration: z.object(resource),
  ListRepositoryLinks: z.object(page),
  ListSyncConfigurations: z.object({ ...page, RepositoryLinkId: linkId, SyncType: resource.SyncType }),
  UpdateSyncBlocker: z.object({
    ...resource,
    Id: z.string().min(1).max(50),
    ResolvedReason: z.string().min(1).max(250),
  }),
} as const;

export type OperationName = keyof typeof inputs;
export type InputOf<Operation extends OperationName> = z.output<(typeof inputs)[Operation]>;

/** @throws AwsError InvalidInputException naming every member that is wrong */
export function readInput<Operation extends OperationName>(operation: Operation, input: unknown): InputOf<Operation>;
export function readInput(operation: OperationName, input: unknown): unknown {
  const checked = inputs[operation].safeParse(isJsonObject(input) ? input : {});
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  throw new AwsError('InvalidInputException', problems.join('; '));
}
