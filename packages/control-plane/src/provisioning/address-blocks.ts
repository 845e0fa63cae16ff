import { NotCloudFormationError } from './cloudformation-template.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html */
const MAXIMUM_COUNT = 256;
const ADDRESS_BITS = 32;
const STANDARD_HOST_BITS = 8;
const BLOCK = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/**
 * What `Fn::Cidr` gives: the first blocks of so many bits for hosts that lie in a block. Blocks of IPv6 are not worked out.
 * @throws NotCloudFormationError where they do not fit into it
 */
export function blocksOf(block: string, count: number, hostBits = STANDARD_HOST_BITS): string[] {
  const [, ...parts] = BLOCK.exec(block)?.map(Number) ?? [];
  const [first = 0, second = 0, third = 0, fourth = 0, prefixLength = 0] = parts;
  const size = 2 ** hostBits;
  const isCount = Number.isInteger(count) && count >= 1 && count <= MAXIMUM_COUNT;
  const isSize = Number.isInteger(hostBits) && hostBits >= 1 && hostBits <= ADDRESS_BITS;
  if (parts.length === 0 || !isCount || !isSize || count * size > 2 ** (ADDRESS_BITS - prefixLength)) {
    throw new NotCloudFormationError(
      'Fn::Cidr asks for more than its block has, or for something else than blocks of IPv4',
    );
  }
  const all = ((first * 256 + second) * 256 + third) * 256 + fourth;
  const start = all - (all % 2 ** (ADDRESS_BITS - prefixLength));
  return Array.from({ length: count }, (_none, index) => {
    const address = start + index * size;
    const bytes = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256);
    return `${bytes.join('.')}/${ADDRESS_BITS - hostBits}`;
  });
}
