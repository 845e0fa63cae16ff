import type { RepositoryRecord } from '../../store/records.ts';
import type { Output } from '../call.ts';
import { present } from './members.ts';

/** RepositorySummary. */
export function repositorySummary({ arn, connectionArn, name, provider }: RepositoryRecord): Output {
  return { arn, connectionArn, name, provider };
}

/** Repository. */
export function repositoryView(record: RepositoryRecord): Output {
  return present({ ...repositorySummary(record), encryptionKey: record.encryptionKey });
}
