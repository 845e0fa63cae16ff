import { z } from 'zod';
import { AwsError, type CallInput, checkInput, createJsonService, type Service } from '../endpoint/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import type { ParameterStore, StoredParameter } from './parameter-store.ts';

const parameterName = z.string().min(1).max(2048);
const getParameterShape = z.strictObject({ Name: parameterName, WithDecryption: z.boolean().optional() });
const getParametersShape = z.strictObject({
  Names: z.array(parameterName).min(1).max(10),
  WithDecryption: z.boolean().optional(),
});
const putParameterShape = z.strictObject({
  Name: parameterName,
  Value: z.string().min(1).max(4096),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Overwrite: z.boolean().optional(),
  Description: z.string().optional(),
});

/** Parameter Store: what functions read their secrets with, and what writing one needs. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export function createSsmService(parameters: ParameterStore, identity: CloudIdentity): Service {
  const describe = (parameter: StoredParameter, isDecrypted: boolean): object =>
    describeParameter(parameter, isDecrypted, identity);

  return createJsonService({
    name: 'ssm',
    targetPrefix: 'AmazonSSM',
    contentType: 'application/x-amz-json-1.1',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalServerError', 500] },
    operations: {
      GetParameter(input) {
        const { Name, WithDecryption = false } = checkInput(getParameterShape, input);
        const parameter = parameters.get(Name);
        if (parameter === undefined) throw new AwsError('ParameterNotFound', '');
        return { Parameter: describe(parameter, WithDecryption) };
      },
      GetParameters(input) {
        const { Names, WithDecryption = false } = checkInput(getParametersShape, input);
        const found = Names.flatMap((name) => parameters.get(name) ?? []);
        return {
          Parameters: found.map((parameter) => describe(parameter, WithDecryption)),
          InvalidParameters: Names.filter((name) => parameters.get(name) === undefined),
        };
      },
      PutParameter: (input) => putParameter(parameters, input),
    },
  });
}

function putParameter(parameters: ParameterStore, input: CallInput): unknown {
  const { Name, Value, Type, Overwrite = false } = checkInput(putParameterShape, input);
  const type = Type ?? parameters.get(Name)?.type;
  if (type === undefined)
    throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
  return { Version: parameters.put(Name, Value, type, Overwrite), Tier: 'Standard' };
}

function describeParameter(parameter: StoredParameter, isDecrypted: boolean, identity: CloudIdentity): object {
  const { name, type, value, version, modifiedAtMs } = parameter;
  return {
    Name: name,
    Type: type,
    // Without decryption a SecureString comes as cipher text, so code that forgets to ask for it fails here as on AWS.
    Value:
      type === 'SecureString' && !isDecrypted ? `local-cipher-text:${Buffer.from(name).toString('base64')}` : value,
    Version: version,
    LastModifiedDate: modifiedAtMs / 1000,
    ARN: localArn(identity, 'ssm', `parameter/${name.replace(/^\//, '')}`),
    DataType: 'text',
  };
}
