import { type ListShape, type ScalarShape, type StructureShape, shapeNamed } from './model.ts';

/** A value for every shape with a pattern; the other shapes say themselves what fits them. */
const BY_SHAPE: ReadonlyMap<string, string> = new Map([
  ['Arn', 'arn:aws:proton:eu-central-1:111122223333:environment/sample'],
  ['AwsAccountId', '111122223333'],
  ['ClientToken', 'sample-token'],
  ['DeploymentId', '0a1b2c3d-0000-4000-8000-000000000000'],
  ['EnvironmentAccountConnectionId', '0a1b2c3d-0000-4000-8000-000000000000'],
  ['NextToken', 'c2FtcGxl'],
  ['RepositoryName', 'owner/sample'],
  ['ResourceName', 'sample'],
  ['ResourceNameOrEmpty', 'sample'],
  ['RoleArn', 'arn:aws:iam::111122223333:role/Sample'],
  ['RoleArnOrEmptyString', 'arn:aws:iam::111122223333:role/Sample'],
  ['S3Bucket', 'sample-bucket'],
  ['TemplateVersionPart', '7'],
]);

/** A value that satisfies the named shape, with all its members. */
export function sampleOf(shapeName: string): unknown {
  const shape = shapeNamed(shapeName);
  switch (shape.type) {
    case 'structure':
      return sampleStructure(shape);
    case 'list':
      return sampleList(shape, Math.max(1, shape.min ?? 0));
    case 'boolean':
      return true;
    case 'integer':
      return shape.min ?? 1;
    case 'timestamp':
      throw new Error('no input has a timestamp');
    case 'string':
      return sampleText(shapeName, shape);
  }
}

/** A list of so many samples; what tells its items apart does not matter to a constraint. */
export function sampleList({ member }: ListShape, length: number): unknown[] {
  return Array.from({ length }, () => sampleOf(member));
}

/** A text of exactly that length which breaks no pattern, or nothing where the pattern leaves no room for one. */
export function sampleOfLength(shapeName: string, length: number): string | undefined {
  const shape = shapeNamed(shapeName);
  const pattern = 'pattern' in shape ? shape.pattern : undefined;
  const start = BY_SHAPE.get(shapeName) ?? '';
  const candidates = [start.padEnd(length, '1'), 'a'.repeat(length)];
  const fits = (text: string): boolean =>
    text.length === length && (pattern === undefined || new RegExp(pattern).test(text));
  return candidates.find(fits);
}

/** A structure with all its members; of a union, with the first. */
export function sampleStructure(shape: StructureShape): Record<string, unknown> {
  const members = Object.entries(shape.members).slice(0, shape.union === true ? 1 : undefined);
  return Object.fromEntries(members.map(([member, type]) => [member, sampleOf(type)]));
}

function sampleText(shapeName: string, shape: ScalarShape): string {
  const known = BY_SHAPE.get(shapeName);
  if (known !== undefined) return known;
  if (shape.pattern !== undefined) throw new Error(`there is no sample for the pattern of ${shapeName}`);
  const [value] = shape.enum ?? [];
  return value ?? 'sample'.slice(0, shape.max).padEnd(shape.min ?? 0, 'x');
}
