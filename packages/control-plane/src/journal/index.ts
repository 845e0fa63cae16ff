/** How the state of control planes is kept: the port, what uses it, and the adapter for a file. */

export { copyJournal, type JournalCopy } from './file/copy-journal.ts';
export { DamagedJournalError, type FileJournalOptions, openFileJournal } from './file/file-journal.ts';
export { syncFolder } from './file/journal-file.ts';
export { createGroupCommit, type GroupCommit } from './group-commit.ts';
export type { Change, Journal } from './journal.ts';
export { changesOfState, JournaledStores, UnusableChangeError } from './journaled-stores.ts';
export { ReadWatch, type Seen } from './read-watch.ts';
