import { LocalCloudStartError } from '../start-error.ts';

/** The folder has no packaged template, or one that cannot be read. */
export class TemplateNotReadableError extends LocalCloudStartError {
  override readonly name = 'TemplateNotReadableError';

  constructor(file: string, reason: string) {
    super(`The packaged template ${file} cannot be read (${reason}): run "npm run package" first.`);
  }
}

/** A resource of a type that the local cloud does not have. */
export class UnsupportedResourceError extends LocalCloudStartError {
  override readonly name = 'UnsupportedResourceError';

  constructor(logicalId: string, type: string) {
    super(
      `The local cloud cannot make ${logicalId}: it has no ${type}. Remove it from the template, or add the type under src/deploy/resources of this package.`,
    );
  }
}

/** A property that is wrong, or that the local cloud would have to ignore although it changes what happens. */
export class InvalidPropertiesError extends LocalCloudStartError {
  override readonly name = 'InvalidPropertiesError';

  constructor(logicalId: string, type: string, problems: readonly string[]) {
    super(`The local cloud cannot make ${logicalId} (${type}): ${problems.join('; ')}.`);
  }
}

/** A reference, attribute, condition or function in the template that leads nowhere. */
export class UnresolvableValueError extends LocalCloudStartError {
  override readonly name = 'UnresolvableValueError';

  constructor(place: string, reason: string) {
    super(`The template cannot be resolved at ${place}: ${reason}.`);
  }
}

/** Resources that need each other; CloudFormation refuses such a template too. */
export class CircularDependencyError extends LocalCloudStartError {
  override readonly name = 'CircularDependencyError';

  constructor(logicalIds: readonly string[]) {
    super(`The template has a circular dependency between ${logicalIds.join(' → ')}.`);
  }
}

/** A function whose code is not among the packaged files, or cannot be unpacked. */
export class PackageNotReadableError extends LocalCloudStartError {
  override readonly name = 'PackageNotReadableError';

  constructor(logicalId: string, file: string, reason: string) {
    super(`The code of ${logicalId} cannot be unpacked from ${file} (${reason}): run "npm run package" again.`);
  }
}
