/**
 * Members of answers that the model has and that no answer of this control plane ever holds, with the reason. Every
 * other member of every answer has to be in the answer to some scene's call.
 */

const OUTSIDE = 'Nothing outside takes part in a sync here that could have an id of its own.';
const NO_CONTEXT = 'A blocker says all it has to say in its reason.';
const NEVER_PAGES = 'By the model this token is always empty: the list never has a second page.';

export const NEVER_ANSWERED: Readonly<Record<string, string>> = {
  'RepositorySyncEvent.externalId': OUTSIDE,
  'ResourceSyncEvent.externalId': OUTSIDE,
  'SyncBlocker.contexts': NO_CONTEXT,
  'ListComponentOutputsOutput.nextToken': NEVER_PAGES,
  'ListComponentProvisionedResourcesOutput.nextToken': NEVER_PAGES,
  'ListEnvironmentOutputsOutput.nextToken': NEVER_PAGES,
  'ListEnvironmentProvisionedResourcesOutput.nextToken': NEVER_PAGES,
  'ListRepositorySyncDefinitionsOutput.nextToken': NEVER_PAGES,
  'ListServiceInstanceOutputsOutput.nextToken': NEVER_PAGES,
  'ListServiceInstanceProvisionedResourcesOutput.nextToken': NEVER_PAGES,
  'ListServicePipelineOutputsOutput.nextToken': NEVER_PAGES,
  'ListServicePipelineProvisionedResourcesOutput.nextToken': NEVER_PAGES,
};
