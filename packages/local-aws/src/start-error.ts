/**
 * A reason why a local cloud does not start that the user can do something about: the message says what. Anything else
 * that is thrown is a mistake in the local cloud itself.
 */
export abstract class LocalCloudStartError extends Error {}
