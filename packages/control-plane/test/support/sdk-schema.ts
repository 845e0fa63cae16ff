import * as sdk from '@aws-sdk/client-proton';

/**
 * The API model as the SDK carries it, read out of its schemas: the independent source that constraint table and
 * outputs are held against. A structure schema is `[3, namespace, name, traits, members, member schemas, required]`.
 */
export interface StructureSchema {
  readonly members: ReadonlyMap<string, unknown>;
  /** The first so many members are required. */
  readonly required: ReadonlySet<string>;
}

const exported = new Map<string, unknown>(Object.entries(sdk));

/** Names of all operations the SDK has. */
export function sdkOperations(): string[] {
  return [...exported.keys()]
    .filter((name) => name.endsWith('Command') && name !== '$Command')
    .map((name) => name.slice(0, -'Command'.length));
}

/** The structure of that name. */
export function structure(name: string): StructureSchema {
  return readStructure(exported.get(`${name}$`), name);
}

function readStructure(schema: unknown, name: string): StructureSchema {
  if (!Array.isArray(schema) || (schema[0] !== 3 && schema[0] !== 4)) throw new Error(`${name} is not a structure`);
  const parts: unknown[] = schema;
  const [names, types] = [parts[4], parts[5]];
  if (!Array.isArray(names) || !Array.isArray(types)) throw new Error(`${name} has no members`);
  const members = names.map((member: unknown, index): [string, unknown] => [String(member), types[index]]);
  const count = Number(parts[6] ?? 0);
  return { members: new Map(members), required: new Set(members.slice(0, count).map(([member]) => member)) };
}

/** What is wrong with a value of an output, as `path: reason`; nothing when it is as the model has it. */
export function deviations(value: unknown, schema: unknown, path: string): string[] {
  const resolved = resolve(schema);
  if (typeof resolved === 'number') return scalarDeviations(value, resolved, path);
  if (!Array.isArray(resolved)) return [`${path}: unknown schema`];
  const parts: unknown[] = resolved;
  if (parts[0] === 0) return deviations(value, parts[4], path);
  if (parts[0] === 1) {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    return value.flatMap((item: unknown, index) => deviations(item, parts[4], `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [`${path}: not a structure`];
  const { members } = readStructure(resolved, path);
  return Object.entries(value).flatMap(([name, member]) =>
    members.has(name)
      ? deviations(member, members.get(name), `${path}.${name}`)
      : [`${path}.${name}: not in the model`],
  );
}

/** Required members that a structure value lacks. */
export function missingMembers(value: Readonly<Record<string, unknown>>, name: string): string[] {
  return [...structure(name).required].filter((member) => !Object.hasOwn(value, member));
}

/** A schema stands bare, behind a function, or in a pair with the traits of its member. */
function resolve(schema: unknown): unknown {
  if (typeof schema === 'function') return resolve(schema());
  if (Array.isArray(schema) && schema.length === 2) return resolve(schema[0]);
  return schema;
}

const LIST = 64;
const SCALARS: ReadonlyMap<number, (value: unknown) => boolean> = new Map([
  [0, (value: unknown) => typeof value === 'string'],
  [1, (value: unknown) => typeof value === 'number'],
  [2, (value: unknown) => typeof value === 'boolean'],
  [4, (value: unknown) => typeof value === 'number' && value > 1_000_000_000 && value < 10_000_000_000],
]);

function scalarDeviations(value: unknown, type: number, path: string): string[] {
  if (type >= LIST) {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    return value.flatMap((item: unknown, index) => scalarDeviations(item, type - LIST, `${path}[${index}]`));
  }
  const fits = SCALARS.get(type);
  if (fits === undefined) return [`${path}: unknown type ${type}`];
  return fits(value) ? [] : [`${path}: ${JSON.stringify(value)} is not of type ${type}`];
}
