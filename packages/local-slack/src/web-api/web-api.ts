import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SlackFaults } from '../faults.ts';
import type { JsonObject } from '../json.ts';
import { type HttpReply, type HttpRequest, jsonReply } from '../server/http.ts';
import { Arguments, WebApiRefusal } from './arguments.ts';
import { chatMethods } from './chat.ts';
import { directoryMethods } from './directory.ts';
import { type Method, type MethodContext } from './method.ts';
import { viewMethods } from './views.ts';

const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...chatMethods, ...directoryMethods, ...viewMethods }),
);

/** Slack's Web API: `/api/<method>`, with JSON or form bodies and the bot's token. */
export class WebApi {
  readonly #context: MethodContext;
  readonly #botToken: string;
  readonly #faults: SlackFaults;

  constructor(context: MethodContext, botToken: string, faults: SlackFaults) {
    this.#context = context;
    this.#botToken = botToken;
    this.#faults = faults;
  }

  /** Answers one call. Like Slack's, refusals are 200 with `ok: false`. */
  async handle(name: string, request: HttpRequest): Promise<HttpReply> {
    const fault = this.#faults.take(name);
    if (fault?.kind === 'rateLimited') {
      const headers = { 'retry-after': String(fault.retryAfterSeconds) };
      return jsonReply(429, { ok: false, error: 'ratelimited' }, headers);
    }
    if (fault?.kind === 'serverError') return jsonReply(fault.statusCode, { ok: false, error: 'internal_error' });
    if (fault?.kind === 'refused') return jsonReply(200, { ok: false, error: fault.error });
    const reply = jsonReply(200, this.#call(name, request), this.#scopesHeader());
    if (fault?.kind === 'slow') await delay(fault.delayMs, undefined, { ref: false });
    return reply;
  }

  /** https://docs.slack.dev/authentication/installing-with-oauth: the scopes of the token, in each answer. */
  #scopesHeader(): Readonly<Record<string, string>> {
    const { scopes } = this.#context.workspace.directory.app;
    return scopes === undefined ? {} : { 'x-oauth-scopes': scopes.join(',') };
  }

  #call(name: string, request: HttpRequest): JsonObject {
    try {
      const given = Arguments.parse(
        request.headers['content-type'] ?? '',
        request.body.toString('utf8'),
        request.url.searchParams,
      );
      this.#checkToken(request, given);
      const method = methods.get(name);
      if (method === undefined) return { ok: false, error: 'unknown_method', req_method: name };
      return { ok: true, ...method(given, this.#context) };
    } catch (error) {
      if (!(error instanceof WebApiRefusal)) throw error;
      if (error.problems.length === 0) return { ok: false, error: error.code };
      const messages = error.problems.map((problem) => `[ERROR] ${problem}`);
      return { ok: false, error: error.code, errors: error.problems, response_metadata: { messages } };
    }
  }

  #checkToken(request: HttpRequest, given: Arguments): void {
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const token = bearer ?? given.text('token');
    if (token === undefined || token === '') throw new WebApiRefusal('not_authed');
    const wanted = Buffer.from(this.#botToken);
    const presented = Buffer.from(token);
    if (wanted.length !== presented.length || !timingSafeEqual(wanted, presented)) {
      throw new WebApiRefusal('invalid_auth');
    }
  }
}
