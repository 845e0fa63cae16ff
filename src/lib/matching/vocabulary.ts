import type { Operation } from '../model/subject.ts';

/** Everything a deployment can do to its target. */
export const OPERATIONS: readonly Operation[] = ['create', 'update', 'delete', 'unknown'];
