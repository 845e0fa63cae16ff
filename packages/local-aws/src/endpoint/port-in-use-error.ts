import { LocalCloudStartError } from '../start-error.ts';

/** How the user sets a port, for the message that says it is taken. */
export interface PortSetting {
  readonly flag: string;
  readonly environmentVariable: string;
}

/** Another program listens on the port. */
export class PortInUseError extends LocalCloudStartError {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number, { flag, environmentVariable }: PortSetting) {
    super(
      `Port ${String(port)} on 127.0.0.1 is in use. Stop the program that uses it (another proton-bot?), or choose another port with ${flag} <port> or ${environmentVariable}=<port>.`,
    );
    this.port = port;
  }
}
