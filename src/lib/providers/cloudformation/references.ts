import type { DeploymentReference } from '../../model/reference.ts';
import { candidates as stackCandidates, referenceOf as stackReferenceOf } from './names.ts';
import { stackSetCandidates, stackSetReferenceOf } from './stack-set-names.ts';

/** What an ARN refers to: a stack, or a StackSet; `undefined` for what is neither. */
export function referenceOf(arn: string): (DeploymentReference & { readonly target: string }) | undefined {
  return stackReferenceOf(arn) ?? stackSetReferenceOf(arn);
}

/**
 * What a person may mean: a stack's ARN, or its name, with or without `stack:` in front; or a StackSet's ARN, or its name with
 * `stackset:` in front.
 */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  const set = typed.startsWith('arn:') ? stackSetReferenceOf(typed) : undefined;
  return [...stackCandidates(typed), ...(set === undefined ? stackSetCandidates(typed) : [set])];
}
