export { type CodeConnections, createCodeConnections } from './code-connections.ts';
export { createCodeConnectionsServices } from './service.ts';
export type { CodeConnectionsSettings, CodeConnectionsState, SyncOutcome } from './state.ts';
