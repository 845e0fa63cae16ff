export { AwsError, answerError, answerJson, answerRestError } from './answers.ts';
export type { CallCountTable, Caller } from './callers.ts';
export { CallCounts, Callers } from './callers.ts';
export { type CallFault, createEndpoint } from './endpoint.ts';
export type { LoopbackServer, PortSetting } from './loopback-server.ts';
export { startLoopbackServer } from './loopback-server.ts';
export {
  type CallInput,
  checkInput,
  parseBody,
  type RequestHead,
  readBody,
  requestAgain,
  requestPath,
} from './request.ts';
export {
  createJsonService,
  createListenerService,
  createRestService,
  type FaultErrors,
  type IdentifiedCall,
  type RestRequest,
  type ServedCall,
  type Service,
} from './service.ts';
