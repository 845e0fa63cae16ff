import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { localArn } from '../../identity.ts';
import { PackageNotReadableError } from '../errors.ts';
import { checkProperties, ignored, wholeNumber } from '../properties.ts';
import { generatedName, type ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const functionShape = z.strictObject({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs'),
  FunctionName: z.string().optional(),
  MemorySize: wholeNumber.optional(),
  Timeout: wholeNumber.optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).optional() }).optional(),
  ReservedConcurrentExecutions: wholeNumber.optional(),
  Role: ignored,
  Architectures: ignored,
  Description: ignored,
  EphemeralStorage: ignored,
  KmsKeyArn: ignored,
  LoggingConfig: ignored,
  PackageType: z.literal('Zip').optional(),
  RecursiveLoop: ignored,
  RuntimeManagementConfig: ignored,
  Tags: ignored,
  TracingConfig: ignored,
});

/** AWS::Lambda::Function, its code from the zip of the same name beside the template. */
export const makeFunction: ResourceMaker = (resource, stack) => {
  const properties = checkProperties(functionShape, resource);
  const name = properties.FunctionName ?? generatedName(stack, resource);
  const taskRoot = join(stack.workFolder, resource.logicalId);
  unpackCode(resource.logicalId, join(stack.packageFolder, basename(properties.Code.S3Key)), taskRoot);
  const arn = localArn(stack.identity, 'lambda', `function:${name}`);
  stack.functions.add(
    stack.makeFunction({
      name,
      arn,
      taskRoot,
      handler: properties.Handler,
      runtime: properties.Runtime,
      memoryMb: properties.MemorySize ?? 128,
      timeoutSeconds: properties.Timeout ?? 3,
      environment: properties.Environment?.Variables ?? {},
      ...(properties.ReservedConcurrentExecutions !== undefined && {
        reservedConcurrency: properties.ReservedConcurrentExecutions,
      }),
    }),
  );
  return { ref: name, attributes: { Arn: arn } };
};

/**
 * Unpacks a function's zip into a folder.
 *
 * @throws PackageNotReadableError when it is missing, damaged, or would write outside the folder
 */
export function unpackCode(logicalId: string, zipFile: string, folder: string): void {
  try {
    for (const [name, content] of Object.entries(unzipSync(readFileSync(zipFile)))) {
      const file = resolve(folder, name);
      if (relative(folder, file).startsWith('..')) throw new Error(`${name} leads out of the folder`);
      if (name.endsWith('/')) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(join(file), content);
    }
  } catch (error) {
    throw new PackageNotReadableError(logicalId, zipFile, error instanceof Error ? error.message : String(error));
  }
}
