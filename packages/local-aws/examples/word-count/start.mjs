/** Deploys the example to a local cloud: `node examples/word-count/start.mjs`, then use any AWS client as it says. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '@proton-bot/local-aws';
import { packageExample } from './package.mjs';

const packageFolder = await mkdtemp(join(tmpdir(), 'word-count-'));
await packageExample(packageFolder);
const cloud = await startLocalCloud({
  packageFolder,
  onLog: ({ functionName, line }) => console.log(functionName, line),
});
console.log(`export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=eu-central-1
export AWS_ENDPOINT_URL=${cloud.endpointUrl}
aws sqs send-message --queue-url ${cloud.endpointUrl}/123456789012/messages --message-body 'so it goes'
aws dynamodb scan --table-name words`);
process.once('SIGINT', () => void cloud.stop());
