/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Of AWS, whose own endpoints take the credentials of roles (https://docs.aws.amazon.com/general/latest/gr/rande.html). */
const awsHost = /(?:^|\.)proton(?:-fips)?\.[\w-]+\.(?:(?:vpce\.)?amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * The SSM parameter with the key for the Proton control plane, if another one than AWS's is configured. Without a name, calls are
 * signed with the function's own credentials, for a host that checks no signatures.
 */
export function hostKeyParameter(environment: Environment): string | undefined {
  const { AWS_ENDPOINT_URL_PROTON: endpoint } = environment;
  if (!endpoint || !URL.canParse(endpoint) || awsHost.test(new URL(endpoint).hostname)) return undefined;
  return valueOf(environment, 'PROTON_BOT_PROTON_KEY_PARAMETER');
}

/** The source of the events of such a control plane. */
export function hostEventSource(environment: Environment): string | undefined {
  return valueOf(environment, 'PROTON_BOT_PROTON_EVENT_SOURCE');
}

/** A variable that is empty is as good as one that is not there: a template cannot leave one out. */
function valueOf(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined;
}
