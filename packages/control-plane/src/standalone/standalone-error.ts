/** Something that the user can mend keeps the program from running; the message says what to do. */
export class StandaloneError extends Error {
  override readonly name: string = 'StandaloneError';
}
