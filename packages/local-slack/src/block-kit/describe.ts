import type { z } from 'zod';

/** Says each problem in words and where it is, as Slack does in `response_metadata.messages`. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], root: string): string[] {
  return issues.map((issue) => {
    const pointer = ['', root, ...issue.path.map(String)].join('/');
    return `${describeIssue(issue)} [json-pointer:${pointer}]`;
  });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return `must be no more than ${issue.maximum} ${unitOf(issue.origin)}`;
    case 'too_small':
      return `must be at least ${issue.minimum} ${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `no such property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'unsupported type: not one that the local Slack shows in this place';
    case 'invalid_type':
      return issue.input === undefined
        ? `missing, or not of type ${issue.expected}`
        : `must be of type ${issue.expected}`;
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return 'characters';
  return origin === 'array' ? 'items' : '';
}
