import { ABSENT } from './deviations.ts';
import type { Member } from './specs.ts';

type Members = { readonly [name: string]: Member };

function isMembers(member: Member | undefined): member is Members {
  return typeof member === 'object' && member !== null && !Array.isArray(member);
}

/** What is at a path such as `service.pipeline.arn` or `serviceInstances.0.name`. */
export function memberAt(answer: Member, path: string): Member | typeof ABSENT {
  let found: Member | undefined = answer;
  for (const name of path.split('.')) {
    if (Array.isArray(found)) found = found[Number(name)];
    else found = isMembers(found) ? found[name] : undefined;
  }
  return found ?? ABSENT;
}

/** The answer with another member at the path, or without it. */
export function withMember(answer: Member, path: string, value: Member | typeof ABSENT): Member {
  const [name = '', ...rest] = path.split('.');
  if (Array.isArray(answer)) {
    return answer.map((item: Member, index) =>
      index === Number(name) ? withMember(item, rest.join('.'), value) : item,
    );
  }
  if (!isMembers(answer)) throw new Error(`there is no ${name} to replace`);
  if (rest.length > 0) return { ...answer, [name]: withMember(answer[name] ?? {}, rest.join('.'), value) };
  const { [name]: _replaced, ...others } = answer;
  return value === ABSENT ? others : { ...others, [name]: value };
}

/** The answer without members of these names, at whatever depth. */
export function without(answer: Member, names: readonly string[]): Member {
  if (Array.isArray(answer)) return answer.map((item: Member) => without(item, names));
  if (!isMembers(answer)) return answer;
  const kept = Object.entries(answer).filter(([name]) => !names.includes(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, without(member, names)]));
}

/** The times of an answer by their paths, as they are written there. */
export function timesIn(answer: unknown, path = ''): Record<string, unknown> {
  if (typeof answer !== 'object' || answer === null) return {};
  return Object.entries(answer).reduce<Record<string, unknown>>((times, [name, member]: [string, unknown]) => {
    const here = `${path}${name}`;
    return name.endsWith('At') ? { ...times, [here]: member } : { ...times, ...timesIn(member, `${here}.`) };
  }, {});
}
