/** The default ports of `proton-bot local`; both on 127.0.0.1 only. */
export const standardPorts = { slack: 3030, aws: 4600 } as const;
