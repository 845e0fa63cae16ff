import { components } from './components.ts';
import { connections } from './connections.ts';
import { environments } from './environments.ts';
import { lists } from './lists.ts';
import { services } from './services.ts';
import type { Step } from './step.ts';
import { syncs } from './syncs.ts';
import { deletions, tags } from './tags-and-deletions.ts';
import { templates } from './templates.ts';

export type { AnswerOf, Step } from './step.ts';

/** Every operation of the API at least once, in an order in which each finds what it needs. */
export const STORY: readonly Step[] = [
  ...templates,
  ...connections,
  ...environments,
  ...services,
  ...components,
  ...syncs,
  ...lists,
  ...tags,
  ...deletions,
];
