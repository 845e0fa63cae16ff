import { LocalCloudStartError } from '../start-error.ts';

/** A route key that the local cloud cannot read. */
class InvalidRouteKeyError extends LocalCloudStartError {
  override readonly name = 'InvalidRouteKeyError';

  constructor(routeKey: string) {
    super(
      `The route key "${routeKey}" is neither "$default" nor of the form "METHOD /path": correct it in the template.`,
    );
  }
}

/** Says whether a request takes a route, and with which path parameters. */
export type RouteMatcher = (method: string, path: string) => Readonly<Record<string, string>> | undefined;

/**
 * Compiles a route key: `POST /slack/events`, `ANY /items/{id}`, `GET /{proxy+}` or `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 *
 * @throws InvalidRouteKeyError
 */
export function compileRouteKey(routeKey: string): RouteMatcher {
  if (routeKey === '$default') return () => ({});
  const [, routeMethod, routePath] = /^([A-Z]+) (\/\S*)$/.exec(routeKey) ?? [];
  if (routeMethod === undefined || routePath === undefined) throw new InvalidRouteKeyError(routeKey);
  const expected = segmentsOf(routePath);

  return (method, path) => {
    if (routeMethod !== 'ANY' && routeMethod !== method) return undefined;
    const actual = segmentsOf(path);
    const parameters: Record<string, string> = {};
    for (const [index, segment] of expected.entries()) {
      const greedy = /^\{(\w+)\+\}$/.exec(segment)?.[1];
      if (greedy !== undefined && actual.length > index)
        return { ...parameters, [greedy]: actual.slice(index).join('/') };
      const value = actual[index];
      const parameter = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (value === undefined || (parameter === undefined && value !== segment)) return undefined;
      if (parameter !== undefined) parameters[parameter] = value;
    }
    return actual.length === expected.length ? parameters : undefined;
  };
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}
