import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../ports.ts';

/**
 * Bolt's messages in the bot's own log. Only what needs somebody's look, and without arguments beyond the first text: Bolt
 * would put whole events in there, and with them tokens and response URLs.
 */
export function boltLogger(log: Log): Logger {
  const told = (parts: readonly unknown[]) => ({ bolt: typeof parts[0] === 'string' ? parts[0] : 'no text' });
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts: readonly unknown[]) => log.warn('Bolt warns', told(parts)),
    error: (...parts: readonly unknown[]) => log.error('Bolt reports an error', told(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
