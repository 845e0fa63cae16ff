import { createHash } from 'node:crypto';
import type { MessageAttributes } from './message.ts';

/** MD5 in hexadecimal: what the SDK compares with its own digest of the body it sent or got. */
export function md5Hex(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/**
 * The digest of message attributes: by sorted name, each part preceded by its length in four bytes, and one byte that
 * tells text from binary. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function messageAttributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts: Buffer[] = [];
  const add = (content: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    parts.push(length, content);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    const isBinary = attribute.DataType.startsWith('Binary');
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    parts.push(Buffer.from([isBinary ? 2 : 1]));
    add(isBinary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''));
  }
  return md5Hex(Buffer.concat(parts));
}
