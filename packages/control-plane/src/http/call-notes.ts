import { PROTOCOL_NAMESPACE, ProtonError } from '../model/errors.ts';
import { isOperation } from '../model/validation.ts';
import type { CredentialScope } from './caller.ts';

/** A call that has ended, for whoever keeps records of who did what. It holds names and ids only: no spec, no secret. */
export interface AuditedCall {
  readonly requestId: string;
  /** The operation, or the method and the path of a control route; what is neither is not repeated. */
  readonly operation: string;
  /** The key that the call is signed with. */
  readonly accessKeyId?: string;
  /** The key that the call names, if its signature was not checked, or is wrong. */
  readonly claimedAccessKeyId?: string;
  readonly accountId?: string;
  readonly region?: string;
  /** The members of the input that name what the call is about. */
  readonly target?: Readonly<Record<string, string>>;
  /** `OK`, or the name of the error that was answered. */
  readonly outcome: string;
  readonly httpStatus: number;
}

/** Keeps records of calls. */
export interface AuditLog {
  /**
   * To be asked before a call is run: none is, while records cannot be written.
   * @throws AuditNotWrittenError
   */
  checkWritable(): void;
  /**
   * Takes the record of a call, before its answer is sent. One that cannot be written is kept, and written first.
   * @throws AuditNotWrittenError
   */
  record(call: AuditedCall): void;
}

/** A call cannot be put on record, so it is not run; the one that found out may have been. It may be sent again. */
export class AuditNotWrittenError extends ProtonError {
  constructor(cause: unknown) {
    super('ServiceUnavailableException', 'Calls cannot be recorded. Try again later.', PROTOCOL_NAMESPACE, 503);
    this.cause = cause;
  }
}

/** The members of inputs that name a resource; everything else of an input may be a spec, a template or a token. */
const NAMES = [
  'name',
  'id',
  'templateName',
  'majorVersion',
  'minorVersion',
  'environmentName',
  'serviceName',
  'serviceInstanceName',
  'componentName',
  'deploymentId',
  'deploymentType',
  'environmentAccountConnectionId',
  'managementAccountId',
  'resourceArn',
  'provider',
  'repositoryProvider',
  'repositoryName',
  'branch',
] as const;
/** Of names, versions, ids and ARNs. Another text in their place may be anything, and is not repeated. */
const NAME = /^[\w.:/+@-]{1,200}$/;
const ACCESS_KEY_ID = /^\w{1,128}$/;
const REGION = /^[a-z\d-]{1,40}$/;

/** What becomes known of a call while it is answered. */
export class CallNotes {
  /** As the caller named it; what is no operation of Proton is not repeated. */
  operation = '';
  /** Of a control route that is there: its method and path. */
  route: string | undefined;
  credential: CredentialScope | undefined;
  isVerified = false;
  accountId: string | undefined;
  input: unknown;

  /** The record of the call, with how it ended. */
  ended(requestId: string, outcome: string, httpStatus: number): AuditedCall {
    const { credential, isVerified, accountId } = this;
    const accessKeyId = credential === undefined ? undefined : shown(credential.accessKeyId, ACCESS_KEY_ID);
    const target = targetOf(this.input);
    return {
      requestId,
      operation: this.route ?? (isOperation(this.operation) ? this.operation : '(none)'),
      ...(accessKeyId !== undefined && (isVerified ? { accessKeyId } : { claimedAccessKeyId: accessKeyId })),
      ...(accountId !== undefined && { accountId }),
      ...(credential !== undefined && { region: shown(credential.region, REGION) }),
      ...(target !== undefined && { target }),
      outcome,
      httpStatus,
    };
  }
}

function targetOf(input: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(input));
  const named = NAMES.flatMap((member) => {
    const value = members.get(member);
    return value === undefined ? [] : [[member, typeof value === 'string' ? shown(value, NAME) : NOT_A_NAME] as const];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

const NOT_A_NAME = '(not a name)';

function shown(text: string, form: RegExp): string {
  return form.test(text) ? text : NOT_A_NAME;
}
