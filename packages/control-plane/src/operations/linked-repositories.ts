import { repositorySuffix } from '../model/arns.ts';
import { ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { RepositoryBranch, RepositoryProvider, RepositoryRecord } from '../store/records.ts';
import { type OperationCall, ownArn } from './call.ts';

export function findRepository(
  call: OperationCall,
  provider: RepositoryProvider,
  name: string,
): RepositoryRecord | undefined {
  return call.parts.store.repositories.get(ownArn(call, repositorySuffix(provider, name)));
}

/** @throws ResourceNotFoundException when the repository is not linked */
export function getRepository(call: OperationCall, provider: RepositoryProvider, name: string): RepositoryRecord {
  const repository = findRepository(call, provider, name);
  if (repository === undefined) {
    throw new ResourceNotFoundException('repository', ownArn(call, repositorySuffix(provider, name)));
  }
  return repository;
}

/**
 * The linked repository that a request refers to, for operations that know no ResourceNotFoundException.
 * @throws ValidationException
 */
export function checkLinked(call: OperationCall, provider: RepositoryProvider, name: string): void {
  if (findRepository(call, provider, name) !== undefined) return;
  const arn = ownArn(call, repositorySuffix(provider, name));
  throw new ValidationException(`${arn} is not linked. Link it with CreateRepository first.`);
}

interface BranchInput {
  readonly provider: RepositoryProvider;
  readonly name: string;
  readonly branch: string;
}

/** A branch as settings keep it: with the ARN of its repository. */
export function repositoryBranch(call: OperationCall, { provider, name, branch }: BranchInput): RepositoryBranch {
  return { arn: ownArn(call, repositorySuffix(provider, name)), branch, name, provider };
}
