import { isJsonObject, type JsonObject } from '../json.ts';
import { enumError, patternError, requiredError, validationError } from './errors.ts';
import type { DeploymentConfig, Tag } from './stack.ts';

/** A text member; absent where it was not given. */
export function textIn(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws AwsError ValidationError */
export function requiredText(input: JsonObject, member: string): string {
  const value = textIn(input, member);
  if (value === undefined) throw requiredError(`${member.charAt(0).toLowerCase()}${member.slice(1)}`);
  return value;
}

/** A name as a stack is created with. @throws AwsError ValidationError */
export function newStackName(input: JsonObject): string {
  const name = requiredText(input, 'StackName');
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name)) throw patternError('stackName', '[a-zA-Z][-a-zA-Z0-9]*');
  if (name.length > 128) {
    throw validationError(
      "1 validation error detected: Value at 'stackName' failed to satisfy constraint: Member must have length less than or equal to 128",
    );
  }
  return name;
}

/** @throws AwsError ValidationError */
export function tokenIn(input: JsonObject): string | undefined {
  const token = textIn(input, 'ClientRequestToken');
  if (token !== undefined && (token.length > 128 || !/^[a-zA-Z0-9][-a-zA-Z0-9]*$/.test(token))) {
    throw patternError('clientRequestToken', '[a-zA-Z0-9][-a-zA-Z0-9]*');
  }
  return token;
}

export function booleanIn(input: JsonObject, member: string): boolean | undefined {
  const value = input[member];
  return value === undefined ? undefined : value === true || value === 'true';
}

export function numberIn(input: JsonObject, member: string): number | undefined {
  const value = Number(input[member] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** A list, as the query protocol or JSON has it. */
export function listIn(input: JsonObject, member: string): readonly unknown[] {
  const value: unknown = input[member];
  return Array.isArray(value) ? value : [];
}

/** @throws AwsError ValidationError where there are too many, or one is none */
export function tagsIn(input: JsonObject): readonly Tag[] {
  const tags = listIn(input, 'Tags').map((tag): Tag => {
    const [key, value] = isJsonObject(tag) ? [textIn(tag, 'Key'), tag['Value']] : [];
    if (key === undefined || typeof value !== 'string') throw requiredError('tags.1.member.key');
    return { Key: key, Value: value };
  });
  if (tags.length > 50) throw validationError('Tags must have length less than or equal to 50');
  return tags;
}

/** @throws AwsError ValidationError */
export function deploymentConfigIn(input: JsonObject): DeploymentConfig | undefined {
  const config = input['DeploymentConfig'];
  if (!isJsonObject(config)) return undefined;
  const mode = textIn(config, 'Mode');
  if (mode !== undefined && mode !== 'STANDARD' && mode !== 'EXPRESS') {
    throw enumError('deploymentConfig.mode', ['STANDARD', 'EXPRESS']);
  }
  const disable = booleanIn(config, 'DisableRollback');
  return {
    ...(mode === undefined ? {} : { Mode: mode }),
    ...(disable === undefined ? {} : { DisableRollback: disable }),
  };
}
