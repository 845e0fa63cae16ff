export { HTTP_API_PATH, HttpApi, serveHttpApi } from './http-api.ts';
export type { HttpApiRequest } from './proxy-event.ts';
export type { HttpApiResponse } from './proxy-response.ts';
