/** What was sent before, for the arrow keys. */
export class InputHistory {
  readonly #sent: string[] = [];
  #position = 0;
  #draft = '';

  add(text: string): void {
    this.#sent.push(text);
    this.#position = this.#sent.length;
    this.#draft = '';
  }

  /** The text before the one shown; the one being typed is kept for the way back. */
  older(shown: string): string {
    if (this.#position === this.#sent.length) this.#draft = shown;
    this.#position = Math.max(0, this.#position - 1);
    return this.#sent[this.#position] ?? shown;
  }

  newer(): string {
    this.#position = Math.min(this.#sent.length, this.#position + 1);
    return this.#sent[this.#position] ?? this.#draft;
  }
}
