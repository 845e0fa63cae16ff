import type { Operation, TargetKind } from '../model/subject.ts';

/** Every kind of target; a rule or route that names another one would never match. */
export const TARGET_KINDS: readonly TargetKind[] = [
  'environment',
  'serviceInstance',
  'servicePipeline',
  'component',
  'instance',
];

/** Everything a deployment can do to its target. */
export const OPERATIONS: readonly Operation[] = ['create', 'update', 'delete', 'unknown'];
