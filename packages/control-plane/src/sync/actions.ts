import type { TemplateSyncConfigRecord } from '../store/records.ts';
import type { OpsEntry } from './proton-ops.ts';
import type { TemplateDirectory } from './template-directories.ts';

/** What a sync does to resources, as if through the API. */
export interface SyncActions {
  /**
   * Creates a version of the template in the major that the directory is for.
   * @returns its ARN
   * @throws ProtonError with the reason why not
   */
  createTemplateVersion(config: TemplateSyncConfigRecord, directory: TemplateDirectory): string;
  /**
   * Creates the service instance, or deploys the spec to it.
   * @returns the id of the deployment
   * @throws ProtonError with the reason why not
   */
  deployServiceInstance(accountId: string, entry: OpsEntry, spec: string): string;
}
