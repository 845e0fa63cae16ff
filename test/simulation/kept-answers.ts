/**
 * The answers of one state, each made once: between two changes the bot reads the same again and again. Nobody changes an answer, so
 * everybody may get the same one.
 */
export class KeptAnswers {
  readonly #answers = new Map<string, Record<string, unknown>>();

  /** @throws whatever `make` throws: a refusal is made anew each time */
  get(operation: string, input: object, make: () => Record<string, unknown>): Record<string, unknown> {
    const key = `${operation} ${JSON.stringify(input)}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = make();
    this.#answers.set(key, answer);
    return answer;
  }
}
