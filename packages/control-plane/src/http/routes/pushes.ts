import type { ServedPlanes } from '../planes.ts';
import { checkParameters, invalid, readMembers } from './inputs.ts';
import type { ControlRouteMethods } from './route.ts';

/**
 * `POST pushes {provider, repositoryName, branch, files, sha?, accountId?}`, with `?region=` where there are several: plays a
 * commit that was pushed to a linked repository, see `ControlPlane.push`. Answers `{sha}`.
 */
export function pushRoutes(planes: ServedPlanes): ControlRouteMethods {
  return {
    POST({ body, query }) {
      checkParameters(query, ['region']);
      const members = readMembers(body, ['provider', 'repositoryName', 'branch', 'files', 'sha', 'accountId']);
      const { accountId, ...push } = members;
      if (accountId !== undefined && typeof accountId !== 'string') throw invalid('accountId', 'be a string');
      return planes.ofControl(query.get('region')).push(push, { accountId });
    },
  };
}
