/** One that a topic was given. Nobody subscribes here: whoever runs the cloud reads them. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly message: string;
}

/** A topic keeps no more of them. */
const mostKept = 1_000;

/** The topics of a cloud, and what was published to them. */
export class TopicStore {
  readonly #arns = new Set<string>();
  readonly #published: PublishedMessage[] = [];

  add(arn: string): void {
    this.#arns.add(arn);
  }

  has(arn: string): boolean {
    return this.#arns.has(arn);
  }

  publish(topicArn: string, message: string): void {
    this.#published.push({ topicArn, message });
    if (this.#published.length > mostKept) this.#published.shift();
  }

  /** Oldest first. */
  published(): readonly PublishedMessage[] {
    return [...this.#published];
  }
}
