import { componentEffects } from './components.ts';
import type { Effects } from './effect.ts';
import { connectionEffects, environmentEffects } from './environments.ts';
import { otherEffects } from './others.ts';
import { serviceEffects } from './services.ts';
import { syncEffects } from './syncs.ts';
import { templateEffects } from './templates.ts';

export type { Acceptance, Mutation } from './effect.ts';

/** Of the operations that are not here, everything that they do is seen in their events: cancels, deletes, decisions. */
export const EFFECTS: Effects = {
  ...componentEffects,
  ...connectionEffects,
  ...environmentEffects,
  ...otherEffects,
  ...serviceEffects,
  ...syncEffects,
  ...templateEffects,
};
