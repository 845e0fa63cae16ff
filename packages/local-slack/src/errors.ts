/** How the user sets the port, for the message that says it is taken. */
export interface PortSetting {
  readonly flag: string;
  readonly environmentVariable: string;
}

/** Another program listens on the port that the local Slack was to have. */
export class SlackPortTakenError extends Error {
  readonly port: number;

  constructor(port: number, setting: PortSetting | undefined) {
    const how = setting && ` with ${setting.flag} <number> or ${setting.environmentVariable}=<number>`;
    super(
      `The local Slack cannot listen on 127.0.0.1:${port}: another program has that port. ` +
        `Choose another${how ?? ''}, or stop the other program.`,
    );
    this.name = 'SlackPortTakenError';
    this.port = port;
  }
}

/** The files of the page were found neither beside the program nor as sources that could be built. */
export class SlackPageMissingError extends Error {
  constructor(searched: readonly string[]) {
    super(
      `The files of the Slack page are missing; looked in ${searched.join(', ')}. ` +
        'Build them with "npm run build", or install the package again.',
    );
    this.name = 'SlackPageMissingError';
  }
}

/** A test or script asked the local Slack for somebody or something that is not there. */
export class UnknownSlackObjectError extends Error {
  constructor(kind: string, wanted: string, known: readonly string[]) {
    super(`There is no ${kind} "${wanted}" in the local Slack. There is: ${known.join(', ') || 'none'}.`);
    this.name = 'UnknownSlackObjectError';
  }
}
