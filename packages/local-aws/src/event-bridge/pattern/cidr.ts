import { BlockList, isIP } from 'node:net';

/**
 * Compiles an address block such as `10.0.0.0/24` or `2001:db8::/32`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-ip-matching
 */
export function compileCidr(block: unknown, refuse: (reason: string) => never): (text: string) => boolean {
  if (typeof block !== 'string') return refuse('prefix match pattern must be a string');
  const [address = '', bits = '', ...rest] = block.split('/');
  const version = isIP(address);
  const prefixLength = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || !(prefixLength <= longest)) return refuse(`Malformed CIDR, ${block}`);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const addresses = new BlockList();
  addresses.addSubnet(address, prefixLength, family);
  return (text) => isIP(text) === version && addresses.check(text, family);
}
