export { HttpApi } from './http-api.ts';
export { HTTP_API_PATH, serveHttpApi } from './listener.ts';
export type { HttpApiRequest } from './proxy-event.ts';
export type { HttpApiResponse } from './proxy-response.ts';
