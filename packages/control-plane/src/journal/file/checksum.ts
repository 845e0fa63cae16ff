import * as zlib from 'node:zlib';

/** Of the polynomial 0xEDB88320 (https://www.w3.org/TR/png/#D-CRCAppendix). */
const TABLE = Uint32Array.from({ length: 256 }, (_none, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xed_b8_83_20 : value >>> 1;
  return value;
});

/** CRC-32, as zlib has it from Node 22.2 on. */
export function checksumOf(bytes: Uint8Array): string {
  const value = typeof zlib.crc32 === 'function' ? zlib.crc32(bytes) : byTable(bytes);
  return value.toString(16).padStart(8, '0');
}

/** For a Node without it. */
export function byTable(bytes: Uint8Array): number {
  let value = 0xff_ff_ff_ff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xff_ff_ff_ff) >>> 0;
}
