import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../ports.ts';

/**
 * Bolt's messages in the bot's own log. Only warnings and errors, and only the first text of each: Bolt's other arguments can be
 * whole events, with tokens and response URLs.
 */
export function boltLogger(log: Log): Logger {
  const fields = (parts: readonly unknown[]) => ({ bolt: typeof parts[0] === 'string' ? parts[0] : 'no text' });
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts: readonly unknown[]) => log.warn('Bolt warns', fields(parts)),
    error: (...parts: readonly unknown[]) => log.error('Bolt reports an error', fields(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
