/**
 * Plays the whole life of real template bundles through the AWS SDK, on a control plane of its own:
 *
 *   node packages/control-plane/scripts/play-bundles.mjs <folder>
 *
 * Every folder with `schema/schema.yaml` is a bundle. Environments are registered and deployed, then services in the
 * environments that their `.compatible-envs` names (with `instance_infrastructure`: two instances, and a pipeline if they
 * have one), then components (a manifest without a schema) on every instance. Everything is updated, cancelled and deleted.
 * Specs are those of a folder `specs` beside the bundles, where they fit, else made up: of as few inputs as a spec can have
 * to create something, of all that it can have to update it.
 *
 * Prints what does not hold, and exits with 1 where anything does not.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  createControlPlane,
  createControlPlaneHttpHandler,
  createControlPlaneHttpServer,
} from '@proton-bot/control-plane';
import { exampleInputs, packDirectory } from '@proton-bot/control-plane/rehearsal';
import { createAdvanceableClock } from '@proton-bot/control-plane/standalone';

const sdk = await import('@aws-sdk/client-proton');
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node packages/control-plane/scripts/play-bundles.mjs <folder>');
  process.exit(2);
}
const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Played`;
const HOUR_MS = 3_600_000;

const problems = [];
const counts = { bundles: 0, stacks: 0, stacksAsMeant: 0, outputs: 0, outputsRight: 0, calls: 0 };

const directories = [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))];
const bundles = directories
  .filter((directory) => existsSync(join(directory, 'schema', 'schema.yaml')))
  .map((directory) => ({ directory, name: nameOf(directory), family: dirname(dirname(directory)) }));
const environments = bundles.filter(({ directory }) => existsSync(join(directory, 'infrastructure')));
const services = bundles.filter(({ directory }) => existsSync(join(directory, 'instance_infrastructure')));
const components = directories.filter(
  (directory) =>
    existsSync(join(directory, 'manifest.yaml')) &&
    existsSync(join(directory, 'cloudformation.yaml')) &&
    !basename(directory).includes('infrastructure'),
);

/** A version's folder, `v1`, says nothing. */
function nameOf(directory) {
  return /^v\d+$/.test(basename(directory)) ? basename(dirname(directory)) : basename(directory);
}

const clock = createAdvanceableClock({ now: () => Date.now(), setTimer: setTimeout, clearTimer: clearTimeout });
const plane = createControlPlane({
  clock,
  random: { uuid: () => randomUUID() },
  region: REGION,
  accountId: ACCOUNT,
  emit: () => undefined,
  bundles: { read: (_bucket, key) => packDirectory(bundles.find(({ name }) => name === key)?.directory ?? folder) },
});
const serve = createControlPlaneHttpHandler(plane);
const server = createControlPlaneHttpServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const client = new sdk.ProtonClient({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: REGION,
  credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  maxAttempts: 1,
});

async function call(operation, input = {}) {
  counts.calls += 1;
  return await client.send(new sdk[`${operation}Command`](input));
}
function settle() {
  clock.advance(HOUR_MS);
}
function check(what, isTrue, reason) {
  if (!isTrue) problems.push(`${what}: ${reason}`);
  return isTrue;
}

async function register(kind, { name }, more = {}) {
  counts.bundles += 1;
  const version = { templateName: name, source: { s3: { bucket: 'bundles', key: name } }, ...more };
  const answer = await call(`Create${kind}TemplateVersion`, version);
  const { majorVersion, minorVersion } = Object.values(answer)[0];
  settle();
  const numbers = { templateName: name, majorVersion, minorVersion };
  const { status, statusMessage } = Object.values(await call(`Get${kind}TemplateVersion`, numbers))[0];
  if (!check(name, status === 'DRAFT', statusMessage)) return false;
  await call(`Update${kind}TemplateVersion`, { ...numbers, status: 'PUBLISHED' });
  return true;
}

/** A spec of the family, with the names that are used here, if it fits. */
function specOf(family, file, change) {
  const path = join(family, 'specs', file);
  return existsSync(path) ? change(readFileSync(path, 'utf8')) : undefined;
}

/** Takes the first of the inputs that is not refused; AWS's own specs have inputs that their schemas do not. */
async function withFirstThatFits(what, specs, run) {
  for (const spec of specs.filter((each) => each !== undefined)) {
    try {
      return await run(spec);
    } catch (error) {
      if (error.name !== 'ValidationException') throw error;
      console.log(`${what}: a spec is refused: ${error.message}`);
    }
  }
  return check(what, false, 'no spec fits');
}

const FORMS = [
  [/(?:arn|role|policyarn)$/i, /^arn:aws:[a-z0-9-]+:(?:eu-central-1)?:(?:123456789012)?:[\w+=,.@/:-]+$/],
  // Some templates say a host only.
  [/(?:endpoint|url)$/i, /^(?:https?:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/\S*)?$/i],
  [/^vpc(?:id)?$/i, /^vpc-[0-9a-f]{17}$/],
  [/subnet/i, /^subnet-[0-9a-f]{17}$/],
  [/securitygroup/i, /^sg-[0-9a-f]{17}$/],
];
/** What an output of this key must look like. */
const formOf = (key) => FORMS.find(([name]) => name.test(key))?.[1] ?? /^[\w./:-]+$/;

function checkOutputs(what, outputs, declared) {
  const keys = new Set(outputs.map(({ key }) => key));
  const missing = declared.always.filter((key) => !keys.has(key));
  const other = [...keys].filter((key) => !declared.all.includes(key));
  check(what, missing.length === 0, `without the outputs ${missing.join(', ')}`);
  check(what, other.length === 0, `with the outputs ${other.join(', ')}, which nothing declares`);
  for (const { key, valueString } of outputs) {
    counts.outputs += 1;
    const isRaw = /\$\{|\{\{|\{%/.test(valueString) || valueString === key;
    if (check(`${what}.${key}`, !isRaw && formOf(key).test(valueString), valueString)) counts.outputsRight += 1;
  }
}

/** The keys under `Outputs:` of a template, as it is written; what lies in a statement of Jinja need not be there. */
function declaredIn(file) {
  const [, section = ''] = readFileSync(file, 'utf8').split(/^Outputs:\s*$/m);
  const keysIn = (text) => [...text.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key);
  return { all: keysIn(section), always: section.includes('{%') ? [] : keysIn(section) };
}

/** Inputs of each kind that fit the schema of a bundle. */
function inputsOf({ directory }, kind, given) {
  return exampleInputs(kind, readFileSync(join(directory, 'schema', 'schema.yaml'), 'utf8'), given).inputs;
}

async function checkStack(what, kind, name, record, file) {
  counts.stacks += 1;
  if (!check(what, record.deploymentStatus === 'SUCCEEDED', record.deploymentStatusMessage)) return;
  counts.stacksAsMeant += 1;
  const { outputs } = await call(`List${kind}Outputs`, name);
  const { provisionedResources } = await call(`List${kind}ProvisionedResources`, name);
  check(what, provisionedResources.length > 0, 'it has no resources');
  checkOutputs(what, outputs, declaredIn(file));
}

async function playEnvironment(bundle) {
  const { name, directory, family } = bundle;
  const key = { environmentName: name };
  const file = join(directory, 'infrastructure', 'cloudformation.yaml');
  const shown = async () => (await call('GetEnvironment', { name })).environment;
  await call('CreateEnvironmentTemplate', { name });
  if (!(await register('Environment', bundle))) return;
  const made = (given) =>
    JSON.stringify({ proton: 'EnvironmentSpec', spec: inputsOf(bundle, 'environment', given).environment });
  const specs = [specOf(family, 'env-spec.yaml', (text) => text), made('required')];
  const isMade = await withFirstThatFits(name, specs, async (spec) => {
    const template = { templateName: name, templateMajorVersion: '1' };
    const roles = { protonServiceRoleArn: ROLE, componentRoleArn: ROLE };
    await call('CreateEnvironment', { name, spec, ...template, ...roles });
    return true;
  });
  if (!isMade) return;
  settle();
  await checkStack(name, 'Environment', key, await shown(), file);
  await register('Environment', bundle, { majorVersion: '1' });
  await call('UpdateEnvironment', { name, deploymentType: 'MINOR_VERSION', spec: made('all') });
  settle();
  await checkStack(`${name}, updated`, 'Environment', key, await shown(), file);
  await call('UpdateEnvironment', { name, deploymentType: 'CURRENT_VERSION' });
  await call('CancelEnvironmentDeployment', key);
  settle();
  check(name, (await shown()).deploymentStatus === 'CANCELLED', 'it is not cancelled');
}

async function playService(bundle) {
  const { name, directory, family } = bundle;
  const compatible = readFileSync(join(directory, '.compatible-envs'), 'utf8').trim().split(/\s+/);
  const known = compatible.map((each) => each.split(':')).filter(([each]) => environments.some((e) => e.name === each));
  await call('CreateServiceTemplate', { name });
  const compatibleEnvironmentTemplates = known.map(([templateName, majorVersion]) => ({ templateName, majorVersion }));
  const more = { compatibleEnvironmentTemplates, supportedComponentSources: ['DIRECTLY_DEFINED'] };
  if (!(await register('Service', bundle, more))) return;
  const environment = known[0][0];
  const hasPipeline = existsSync(join(directory, 'pipeline_infrastructure'));
  const made = (given) => {
    const { service, pipeline } = inputsOf(bundle, 'service', given);
    const instances = ['blue', 'green'].map((each) => ({ name: each, environment, spec: service }));
    return JSON.stringify({ proton: 'ServiceSpec', ...(hasPipeline && { pipeline }), instances });
  };
  const given = specOf(family, 'svc-spec.yaml', (text) =>
    text.replace(/environment: .*/g, `environment: ${environment}`),
  );
  const repository = {
    repositoryConnectionArn: ROLE.replace('iam::', 'codestar-connections:eu-central-1:').replace('role', 'connection'),
    repositoryId: 'shop/app',
    branchName: 'main',
  };
  let used = '';
  const isMade = await withFirstThatFits(name, [given, made('required')], async (spec) => {
    const template = { templateName: name, templateMajorVersion: '1' };
    await call('CreateService', { name, spec, ...template, ...(hasPipeline && repository) });
    used = spec;
    return true;
  });
  if (!isMade) return;
  settle();
  await register('Service', bundle, { majorVersion: '1', ...more });
  await checkService(bundle, 'created', hasPipeline);
  const { serviceInstances } = await call('ListServiceInstances', { serviceName: name });
  // The instances of a spec of the family have other names.
  if (serviceInstances.every(({ name: instance }) => made('all').includes(`"${instance}"`))) used = made('all');
  for (const { name: instance } of serviceInstances) {
    await call('UpdateServiceInstance', {
      serviceName: name,
      name: instance,
      deploymentType: 'MINOR_VERSION',
      spec: used,
    });
    settle();
    await call('UpdateServiceInstance', {
      serviceName: name,
      name: instance,
      deploymentType: 'CURRENT_VERSION',
      spec: used,
    });
    await call('CancelServiceInstanceDeployment', { serviceName: name, serviceInstanceName: instance });
    settle();
    const { serviceInstance } = await call('GetServiceInstance', { serviceName: name, name: instance });
    check(`${name}/${instance}`, serviceInstance.deploymentStatus === 'CANCELLED', 'it is not cancelled');
    await call('UpdateServiceInstance', { serviceName: name, name: instance, deploymentType: 'CURRENT_VERSION' });
    settle();
    for (const component of components) await playComponent(component, name, instance, used);
  }
  if (hasPipeline) {
    await call('UpdateServicePipeline', { serviceName: name, deploymentType: 'MINOR_VERSION', spec: used });
    settle();
  }
  await checkService(bundle, 'updated', hasPipeline);
}

async function checkService({ name, directory }, when, hasPipeline) {
  const file = (part) => join(directory, `${part}_infrastructure`, 'cloudformation.yaml');
  const { serviceInstances } = await call('ListServiceInstances', { serviceName: name });
  for (const { name: serviceInstanceName } of serviceInstances) {
    const { serviceInstance } = await call('GetServiceInstance', { serviceName: name, name: serviceInstanceName });
    const key = { serviceName: name, serviceInstanceName };
    await checkStack(
      `${name}/${serviceInstanceName}, ${when}`,
      'ServiceInstance',
      key,
      serviceInstance,
      file('instance'),
    );
  }
  if (!hasPipeline) return;
  const { service } = await call('GetService', { name });
  await checkStack(
    `${name}, pipeline, ${when}`,
    'ServicePipeline',
    { serviceName: name },
    service.pipeline,
    file('pipeline'),
  );
}

async function playComponent(directory, serviceName, serviceInstanceName, serviceSpec) {
  const name = `${basename(directory)}-${serviceInstanceName}`;
  const read = (file) => readFileSync(join(directory, file), 'utf8');
  const attached = { serviceName, serviceInstanceName, serviceSpec };
  await call('CreateComponent', {
    name,
    manifest: read('manifest.yaml'),
    templateFile: read('cloudformation.yaml'),
    ...attached,
  });
  settle();
  const { component } = await call('GetComponent', { name });
  await checkStack(name, 'Component', { componentName: name }, component, join(directory, 'cloudformation.yaml'));
  await call('UpdateComponent', { name, deploymentType: 'CURRENT_VERSION', serviceName: '', serviceInstanceName: '' });
  settle();
  await call('DeleteComponent', { name });
  settle();
}

await call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE });
for (const bundle of environments) await playEnvironment(bundle);
for (const bundle of services) await playService(bundle);
for (const { name } of (await call('ListServices')).services) await call('DeleteService', { name });
settle();
for (const { name } of (await call('ListEnvironments')).environments) await call('DeleteEnvironment', { name });
settle();
check('at the end', (await call('ListEnvironments')).environments.length === 0, 'an environment is left');
check('at the end', (await call('ListServices')).services.length === 0, 'a service is left');

client.destroy();
server.close();
clock.stop();
for (const problem of problems) console.log(`PROBLEM ${problem}`);
const { stacks, stacksAsMeant, outputs, outputsRight, calls } = counts;
console.log(`${bundles.length} bundles, ${components.length} components, ${counts.bundles} versions, ${calls} calls`);
console.log(
  `${stacksAsMeant} of ${stacks} stacks deployed, ${outputsRight} of ${outputs} outputs right, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
