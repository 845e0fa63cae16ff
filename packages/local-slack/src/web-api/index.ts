/** Slack's Web API as the local Slack speaks it, and the JSON shapes of its messages and views. */
export { messageJson, viewJson } from './message-json.ts';
export { WebApi } from './web-api.ts';
