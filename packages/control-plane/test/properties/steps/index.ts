import * as fc from 'fast-check';
import { componentSteps } from './components.ts';
import { connectionSteps, environmentSteps } from './environments.ts';
import { episodes } from './episodes.ts';
import { otherSteps, repeatSteps, restart, scriptSteps, timeSteps } from './others.ts';
import { serviceSteps } from './services.ts';
import type { Step } from './step.ts';
import { syncSteps } from './syncs.ts';
import { templateSteps } from './templates.ts';

export { restart } from './others.ts';
export { anyStart } from './starts.ts';
export type { Step } from './step.ts';

/** Anything that can happen. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: serviceSteps },
  { weight: 35, arbitrary: timeSteps },
  { weight: 10, arbitrary: environmentSteps },
  { weight: 18, arbitrary: componentSteps },
  { weight: 14, arbitrary: connectionSteps },
  { weight: 10, arbitrary: templateSteps },
  { weight: 10, arbitrary: scriptSteps },
  { weight: 8, arbitrary: otherSteps },
  { weight: 6, arbitrary: repeatSteps },
  { weight: 12, arbitrary: episodes },
  { weight: 16, arbitrary: syncSteps },
  { weight: 3, arbitrary: fc.constant(restart) },
);
