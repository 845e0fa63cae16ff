import type { AppIdentity, Channel, Person, Team, UserGroup, WorkspaceSeed } from './types.ts';

/** Who and what is in the workspace: fixed from the start. */
export class Directory {
  readonly team: Team;
  readonly app: AppIdentity;
  readonly people: readonly Person[];
  readonly userGroups: readonly UserGroup[];
  /** Channels, and behind them the app's direct messages with each person. */
  readonly channels: readonly Channel[];

  constructor(seed: WorkspaceSeed) {
    this.team = seed.team;
    this.app = seed.app;
    this.people = seed.people;
    this.userGroups = seed.userGroups;
    const directMessages = seed.people.map((person) => ({
      id: `D${person.id.slice(1)}`,
      name: seed.app.name,
      topic: `Direct messages between ${seed.app.displayName} and ${person.displayName}`,
      directMessageWith: person.id,
    }));
    this.channels = [...seed.channels, ...directMessages];
  }

  person(id: string): Person | undefined {
    return this.people.find((person) => person.id === id);
  }

  userGroup(id: string): UserGroup | undefined {
    return this.userGroups.find((group) => group.id === id);
  }

  channel(id: string): Channel | undefined {
    return this.channels.find((channel) => channel.id === id);
  }

  /**
   * The channel that a post is meant for: an id, a name with or without `#`, or a person's id for direct messages.
   * Only posting takes names; the other methods want the id.
   */
  postTarget(channel: string): Channel | undefined {
    const name = channel.replace(/^#/, '');
    return (
      this.channel(channel) ??
      this.channels.find((candidate) => candidate.directMessageWith === channel) ??
      this.channels.find((candidate) => candidate.directMessageWith === undefined && candidate.name === name)
    );
  }

  /** True if the person can see the channel: every channel, but of the direct messages only their own. */
  canSee(personId: string, channel: Channel): boolean {
    return channel.directMessageWith === undefined || channel.directMessageWith === personId;
  }
}
