import type { Effects } from './effect.ts';

export const otherEffects = {
  TagResource(model, { resourceArn, tags }) {
    const merged = new Map(model.tags.get(resourceArn));
    for (const { key, value } of tags) merged.set(key, value);
    model.tags.set(resourceArn, merged);
  },

  UntagResource(model, { resourceArn, tagKeys }) {
    const kept = [...(model.tags.get(resourceArn) ?? [])].filter(([key]) => !tagKeys.includes(key));
    model.tags.set(resourceArn, new Map(kept));
  },

  UpdateAccountSettings(model, { pipelineServiceRoleArn }, { account }) {
    if (pipelineServiceRoleArn === '') model.pipelineRoles.delete(account);
    else if (pipelineServiceRoleArn !== undefined) model.pipelineRoles.set(account, pipelineServiceRoleArn);
  },

  DeleteDeployment(model, { id }) {
    model.deployments.delete(id);
  },
} satisfies Effects;
