/** What a person needs a permission for. */
export type PermittedAction = 'cancel' | 'accept' | 'reject' | 'create' | 'update' | 'delete';

/** Every {@link PermittedAction}, and the sort of subject that it is done to. */
export const subjectsOfActions = {
  cancel: 'deployment',
  accept: 'connection',
  reject: 'connection',
  create: 'resource',
  update: 'resource',
  delete: 'resource',
} as const satisfies Readonly<Record<PermittedAction, 'deployment' | 'connection' | 'resource'>>;
