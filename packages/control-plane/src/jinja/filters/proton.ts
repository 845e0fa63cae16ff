import { type Callable, textSubject } from '../callable.ts';
import { OperationError } from '../errors.ts';
import type { Budget } from '../limits.ts';
import { asText, defined, isMappingValue, kindOf, Lines, textOfValue, type Value } from '../values/index.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/parameter-filters.html */
const SANITIZED = /^[a-zA-Z0-9_-]*$/;
const ARN = /^arn:[a-zA-Z-]+:[a-zA-Z0-9-]+:[a-zA-Z0-9-]*:(?:\d{12})?:[^\s'"]+$/;
const POLICY_ARN = /^arn:[a-zA-Z-]+:iam::\d{12}:policy\//;
/** What is the same text in YAML without quotes; numbers and words such as `true` are not. */
const PLAIN = /^[a-zA-Z_/][\w./+@-]*(?::+[\w./+@-]+)*$/;
const WORDS = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

/** The filters of Proton. Several lines come out as `Lines`, which stand below each other wherever they are printed. */
export const protonFilters: Readonly<Record<string, Callable>> = {
  proton_cfn_ecs_task_definition_formatted_env_vars: {
    parameters: ['raw'],
    run: (subject, given, { budget }) =>
      new Lines(
        variablesOf(subject, given.flag('raw', true), budget).flatMap(([name, value]) => [
          `- Name: ${quotedIfNeeded(name)}`,
          `  Value: ${quotedIfNeeded(value)}`,
        ]),
      ),
  },
  proton_cfn_lambda_function_formatted_env_vars: {
    parameters: ['raw'],
    run: (subject, given, { budget }) =>
      new Lines(
        variablesOf(subject, given.flag('raw', true), budget).map(
          ([name, value]) => `${quotedIfNeeded(name)}: ${quotedIfNeeded(value)}`,
        ),
      ),
  },
  proton_cfn_iam_policy_arns: {
    parameters: [],
    run: (subject) => {
      const values = [...mappingSubject(subject).values()].map((value) => asText(value) ?? '');
      return new Lines(values.filter((value) => POLICY_ARN.test(value)).map((value) => `- ${quotedIfNeeded(value)}`));
    },
  },
  proton_cfn_sanitize: {
    parameters: [],
    run: (subject) => sanitized(textSubject(subject)),
  },
};

function mappingSubject(subject: Value) {
  const value = defined(subject);
  if (!isMappingValue(value)) throw new OperationError(`the value must be a mapping, not ${kindOf(value)}`);
  return value;
}

function variablesOf(subject: Value, isRaw: boolean, budget: Budget): [string, string][] {
  return [...mappingSubject(subject)].map(([name, value]) => {
    const text = textOfValue(value, budget);
    if (!isRaw && !SANITIZED.test(text)) throw illegal(text, SANITIZED.source);
    return [String(name), text];
  });
}

function sanitized(text: string): string {
  if (!SANITIZED.test(text) && !ARN.test(text)) throw illegal(text, `${SANITIZED.source} or be a valid ARN`);
  return text;
}

/** In the words of the guide, but for the text itself, which may be secret. */
function illegal(text: string, rule: string): OperationError {
  const illegalCharacters = [...new Set(text.replaceAll(/[a-zA-Z0-9_-]/g, ''))].slice(0, 10).join('');
  return new OperationError(
    `Illegal character(s) detected: ${JSON.stringify(illegalCharacters)}. Must match regex ${rule}`,
  );
}

function quotedIfNeeded(text: string): string {
  return PLAIN.test(text) && !WORDS.test(text) ? text : JSON.stringify(text);
}
