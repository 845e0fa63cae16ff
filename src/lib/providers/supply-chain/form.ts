import type { CheckedField } from '../../model/resource-fields.ts';
import { cut, type FormField, onOneLine, type ResourceForm } from '../../slack/index.ts';
import { createMemberChecks } from './instance-input.ts';

/** Enough of a line to see which one it is. */
const longestShown = 40;

/**
 * Instances of AWS Supply Chain, for chat. Facts:
 * https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_CreateInstance.html and, for what a deletion takes along,
 * https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_DeleteInstance.html
 */
export const supplyChainForm: ResourceForm = {
  provider: 'supplyChain',
  known: { kind: 'instance', environment: '', service: '' },
  command: 'supply-chain',
  resource: 'instance',
  title: 'Supply Chain instance',
  introduction:
    'Creates an instance of AWS Supply Chain in the account and Region of this bot. This takes a while. A message in the channel shows the status until the instance is Active, or why it failed.',
  fields: [
    {
      member: 'instanceName',
      label: 'Name',
      placeholder: 'factory-eu',
      hint: "Up to 63 letters, digits, spaces and _ ʼ ' % -. Without a name, the instance has only its id.",
      optional: true,
      check: checkedBy('instanceName'),
    },
    {
      member: 'instanceDescription',
      label: 'Description',
      hint: "Up to 500 letters, digits, spaces and . , _ ʼ ' % -",
      multiline: true,
      optional: true,
      check: checkedBy('instanceDescription'),
    },
    {
      member: 'kmsKeyArn',
      label: 'KMS key',
      placeholder: 'arn:aws:kms:eu-central-1:111122223333:key/…',
      hint: 'The ARN of the key that encrypts the data. If left empty, AWS uses a key of its own. You cannot change this later.',
      optional: true,
      check: checkedBy('kmsKeyArn'),
    },
    {
      member: 'webAppDnsDomain',
      label: 'Web domain',
      placeholder: 'factory-eu',
      hint: 'The first part of the web address: https://<web domain>.scn.global.on.aws',
      optional: true,
      check: checkedBy('webAppDnsDomain'),
    },
    {
      member: 'tags',
      label: 'Tags',
      placeholder: 'team=planning',
      hint: 'One tag per line: key=value. Up to 200 tags.',
      multiline: true,
      optional: true,
      check: checkTagLines,
    },
  ],
  nameOf: ({ instanceName }) => (typeof instanceName === 'string' ? instanceName : ''),
  existing: {
    resources: 'instances',
    deleteWarning:
      'What the instance created is deleted, too, including Amazon Q data. Data in S3 buckets is NOT deleted. This cannot be undone.',
    exampleName: 'factory-eu',
  },
};

/** The provider's own check of a text, as a form's. */
function checkedBy(member: Exclude<keyof typeof createMemberChecks, 'tags'>): FormField['check'] {
  return (text) => {
    const checked = createMemberChecks[member](text);
    return 'problem' in checked ? { problems: [checked.problem] } : checked;
  };
}

function checkTagLines(text: string): CheckedField {
  const { tags, problems } = readTags(text);
  const checked = createMemberChecks.tags(tags);
  const all = [...checked.problems, ...problems];
  return all.length > 0 ? { problems: all } : { value: checked.value };
}

/** `key=value`, one a line; a value may be empty, and may contain `=`. */
function readTags(text: string): {
  readonly tags: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
} {
  const tags = new Map<string, string>();
  const problems: string[] = [];
  for (const line of text.split(/\r\n?|\n/u)) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(at, 0)).trim();
    if (at < 0) problems.push(`have a line without "=": ${shown(line)}; write key=value`);
    else if (tags.has(key)) problems.push(`have the key ${shown(key)} twice`);
    else tags.set(key, line.slice(at + 1).trim());
  }
  return { tags: Object.fromEntries(tags), problems: problems.slice(0, 5) };
}

function shown(text: string): string {
  return `"${cut(onOneLine(text), longestShown)}"`;
}
