/**
 * What the checks of all configuration files share: YAML with positions, schemas, and problems that name their place.
 * Used when the bot is built and by the command line; never bundled into a Lambda.
 */
export {
  connectionMatchSchema,
  deploymentMatchSchema,
  globsOrNone,
  listOf,
  permissionMatchSchema,
  problemsOfKinds,
  problemsOfProviderNames,
  subjectMatch,
} from './match-schema.ts';
export { formatProblem, inReadingOrder, type Problem } from './problem.ts';
export { offsetInFile } from './scalar-position.ts';
export { checkSchema, oneOrMore, strictObject } from './schema.ts';
export { SourceFile } from './source-file.ts';
export { type Path, readYaml, type YamlFile } from './yaml.ts';
