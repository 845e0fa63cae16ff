import { AwsError, createJsonService, type EventDraft, type Service } from '@proton-bot/local-aws';
import type { Firing, Kiln, KilnApi } from './firings.ts';

/** The stand-in: kilns in memory, on any clock. */
export class Pottery implements KilnApi {
  readonly stops: { readonly name: string; readonly firingId: string }[] = [];
  readonly #kilns = new Map<string, Kiln>();
  readonly #now: () => number;
  #firings = 0;
  /** Hears of every change. */
  onEvent: (event: EventDraft) => void = () => undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Lights a kiln, which is built if need be; it burns until somebody ends it. */
  light(name: string): Firing {
    this.#firings += 1;
    return this.#change(name, { id: `firing-${this.#firings}`, status: 'FIRING', startedAtMs: this.#now() });
  }

  /** The newest firing ends; a kiln that was told to stop has cooled down. */
  end(name: string, well = true): void {
    const { firing } = this.#kilns.get(name) ?? {};
    if (firing === undefined || firing.endedAtMs !== undefined) return;
    const status = firing.status === 'COOLING' ? 'COOLED' : well ? 'DONE' : 'CRACKED';
    this.#change(name, { ...firing, status, endedAtMs: this.#now() });
  }

  firingOf(name: string): Firing | undefined {
    return this.#kilns.get(name)?.firing;
  }

  async getKiln({ name }: { readonly name: string }): Promise<Kiln> {
    const kiln = this.#kilns.get(name);
    if (kiln === undefined) throw refusal('ResourceNotFoundException', 404);
    return kiln;
  }

  async listKilns(): Promise<{ readonly kilns: readonly Kiln[] }> {
    return { kilns: [...this.#kilns.values()] };
  }

  async stopFiring(input: { readonly name: string; readonly firingId: string }): Promise<{ readonly firing: Firing }> {
    const { firing } = await this.getKiln(input);
    if (firing?.id !== input.firingId || firing.status !== 'FIRING') throw refusal('ConflictException', 409);
    this.stops.push(input);
    return { firing: this.#change(input.name, { ...firing, status: 'COOLING' }) };
  }

  #change(name: string, firing: Firing): Firing {
    this.#kilns.set(name, { name, firing });
    this.onEvent({ source: 'pottery.kiln', 'detail-type': 'Kiln Changed', detail: { kiln: name } });
    return firing;
  }
}

/** An error as a client of AWS has it, and as the local cloud writes it down. */
function refusal(name: string, statusCode: number): AwsError {
  return Object.assign(new AwsError(name, name, { statusCode }), { name, $metadata: { httpStatusCode: statusCode } });
}

/** The pottery as a service of the local cloud. */
export function createPotteryService(pottery: Pottery): Service {
  return createJsonService({
    name: 'pottery',
    targetPrefix: 'Pottery',
    contentType: 'application/x-amz-json-1.0',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalServerException', 500] },
    operations: {
      GetKiln: (input) => pottery.getKiln({ name: String(input['name']) }),
      ListKilns: () => pottery.listKilns(),
      StopFiring: ({ name, firingId }) => pottery.stopFiring({ name: String(name), firingId: String(firingId) }),
    },
  });
}
