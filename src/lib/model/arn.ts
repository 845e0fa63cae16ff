/** The parts of an ARN (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** @returns `undefined` for what is no ARN; Region and account are empty where it has none */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, resource] =
    /^arn:(aws(?:-[a-z]+)*):([a-z0-9-]+):([a-z0-9-]*):(\d{12})?:(.+)$/.exec(text) ?? [];
  if (partition === undefined || service === undefined || resource === undefined) return undefined;
  return { partition, service, region: region ?? '', account: account ?? '', resource };
}

interface Partition {
  readonly name: string;
  /** How its Regions' names begin. */
  readonly prefixes: readonly string[];
  readonly consoleDomain: string;
}

/** A Region belongs to one partition, and each has a console of its own. */
const otherPartitions: readonly Partition[] = [
  { name: 'aws-cn', prefixes: ['cn-'], consoleDomain: 'console.amazonaws.cn' },
  { name: 'aws-us-gov', prefixes: ['us-gov-'], consoleDomain: 'console.amazonaws-us-gov.com' },
];
const usualPartition: Partition = { name: 'aws', prefixes: [], consoleDomain: 'console.aws.amazon.com' };

function partitionIn(region: string): Partition {
  const isIn = ({ prefixes }: Partition) => prefixes.some((prefix) => region.startsWith(prefix));
  return otherPartitions.find(isIn) ?? usualPartition;
}

/** The partition of a Region, as ARNs name it: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  return partitionIn(region).name;
}

/**
 * A page of the AWS console in a Region.
 *
 * @param path - what follows the host, as the console has it, without the slash at the beginning
 */
export function consoleUrl(region: string, path: string): string {
  return `https://${region}.${partitionIn(region).consoleDomain}/${path}`;
}
