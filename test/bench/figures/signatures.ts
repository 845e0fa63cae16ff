import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createSignatureCheck } from '../../../packages/control-plane/src/http/signatures/index.ts';
import type { Benchmark } from '../figure.ts';
import { signedRequest, signer } from '../load/signed-request.ts';
import { instanceAt } from '../servers/fixtures.ts';
import { median } from '../statistics.ts';

const requests = 4000;
const rounds = 15;
/** Until the engine has compiled everything. */
const roundsBefore = 5;

/** What the check of a signature takes, of requests as clients send them. */
export const signatures: Benchmark = {
  figures: [{ name: 'signature-check', title: 'Check of a signature', unit: 'µs', atMost: 10 }],
  measure({ say }) {
    say(`checking ${requests} signatures in ${rounds} rounds`);
    const check = createSignatureCheck(
      new Map([[signer.accessKeyId, { ...signer, accountId: signer.accessKeyId }]]),
      () => Date.now(),
    );
    const signed = Array.from({ length: requests }, (_, index) => received(index));
    const times: number[] = [];
    for (let round = 0; round < roundsBefore + rounds; round += 1) {
      const before = process.cpuUsage();
      for (const { message, body } of signed) check(message, body);
      const { user, system } = process.cpuUsage(before);
      if (round >= roundsBefore) times.push((user + system) / requests);
    }
    return Promise.resolve([
      { value: median(times), detail: `processor time; median of ${rounds} rounds of ${requests}` },
    ]);
  },
};

/** A request as Node's server hands it over. */
function received(index: number): { readonly message: IncomingMessage; readonly body: Buffer } {
  const sent = signedRequest(4600, {
    target: 'AwsProton20200720.GetServiceInstance',
    input: instanceAt(index, index % 20),
  });
  const end = sent.indexOf('\r\n\r\n');
  const lines = sent.toString('latin1', 0, end).split('\r\n').slice(1);
  const message = new IncomingMessage(new Socket());
  Object.assign(message, { method: 'POST', url: '/' });
  for (const line of lines) {
    const [name = '', value = ''] = line.split(/: (.*)/, 2);
    message.rawHeaders.push(name, value);
    message.headers[name] = value;
  }
  return { message, body: sent.subarray(end + 4) };
}
