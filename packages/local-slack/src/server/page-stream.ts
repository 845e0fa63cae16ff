import type { ServerResponse } from 'node:http';
import type { PageEvent, ShownAddress, Snapshot } from '../protocol.ts';
import type { Timeline } from '../timeline.ts';
import type { Workspace } from '../workspace/index.ts';

/** Server-sent events to every open page: a snapshot first, and again after a lost connection, then each change. */
export class PageStream {
  readonly #workspace: Workspace;
  readonly #timeline: Timeline;
  readonly #addresses: () => readonly ShownAddress[];
  readonly #open = new Set<ServerResponse>();
  readonly #stopListening: readonly (() => void)[];

  constructor(workspace: Workspace, timeline: Timeline, addresses: () => readonly ShownAddress[]) {
    this.#workspace = workspace;
    this.#timeline = timeline;
    this.#addresses = addresses;
    this.#stopListening = [
      workspace.onChange((change) => this.#send(change)),
      timeline.onAppend((entry) => this.#send({ type: 'timeline', entry })),
    ];
  }

  /** Keeps a response open as a stream. The response's `close`, unlike the request's, comes when the page is gone. */
  connect(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.flushHeaders();
    response.write(encode(this.#snapshot()));
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  stop(): void {
    for (const stop of this.#stopListening) stop();
    for (const response of this.#open) response.end();
  }

  #snapshot(): Snapshot {
    const { team, app, people, userGroups, channels } = this.#workspace.directory;
    return {
      type: 'snapshot',
      team,
      app,
      people,
      userGroups,
      channels,
      addresses: this.#addresses(),
      messages: this.#workspace.messages.all(),
      views: Object.fromEntries(people.map((person) => [person.id, this.#workspace.viewsOf(person.id)])),
      timeline: this.#timeline.entries(),
    };
  }

  #send(event: PageEvent): void {
    const encoded = encode(event);
    for (const response of this.#open) response.write(encoded);
  }
}

/** JSON has no line breaks of its own, so one event is one `data` line. */
function encode(event: PageEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
