import { AwsError } from '../../endpoint/index.ts';
import type { JsonObject } from '../../json.ts';

type Tree = { [name: string]: string | Tree };

/**
 * Reads a request of the query protocol (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html): `Tags.member.1.Key=env`
 * becomes a member of an object in a list. What is inside the values is theirs to check.
 */
export function readQuery(body: string): { readonly action: string; readonly input: JsonObject } {
  const parameters = new URLSearchParams(body);
  const action = parameters.get('Action') ?? '';
  const tree: Tree = Object.create(null);
  for (const [name, value] of parameters) {
    if (name !== 'Action' && name !== 'Version') put(tree, name.split('.'), value);
  }
  return { action, input: objectOf(tree) };
}

/** @throws AwsError MalformedQueryString where a name is both a value and something with members */
function put(tree: Tree, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const inner = tree[name] ?? Object.create(null);
  if (typeof inner === 'string')
    throw new AwsError('MalformedQueryString', `"${name}" is given twice, and differently.`);
  tree[name] = inner;
  put(inner, rest, value);
}

function objectOf(tree: Tree): JsonObject {
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, valueOf(value)]));
}

function valueOf(value: string | Tree): unknown {
  if (typeof value === 'string') return value;
  const { member } = value;
  if (member === undefined) return objectOf(value);
  if (typeof member === 'string') return [];
  return Object.entries(member)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, item]) => valueOf(item));
}
