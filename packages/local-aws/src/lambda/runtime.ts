/**
 * The program of a worker thread: what Lambda's Node.js runtime does inside its sandbox. It loads the handler once, then
 * answers one invocation after the other; `runtime-protocol.ts` has the messages.
 *
 * It is a text, not a module, so that it runs alike from TypeScript under test, from one bundled file and from an
 * installed package: a path to a module would be right in only one of them, and a function's own source is rewritten
 * by a minifier that keeps names.
 */
export const runtimeSource = String.raw`'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const path = require('node:path');
const fs = require('node:fs');

const describe = (thrown) =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: String(thrown.stack).split('\n') }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };

const runtimeError = (name, message) => Object.assign(new Error(message), { name });

const loadHandler = () => {
  const [fileName, ...exportNames] = path.basename(workerData.handler).split('.');
  const base = path.resolve(workerData.taskRoot, path.dirname(workerData.handler), fileName);
  const file = [base + '.js', base + '.cjs'].find((candidate) => fs.existsSync(candidate));
  if (file === undefined) throw runtimeError('Runtime.ImportModuleError', "Cannot find module '" + fileName + "'");
  const handler = exportNames.reduce((found, name) => found?.[name], require(file));
  if (typeof handler !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', workerData.handler + ' is undefined or not exported');
  }
  if (workerData.refusesCallbacks && handler.length >= 3) {
    throw runtimeError('Runtime.CallbackHandlerDeprecated', 'Callback handlers are gone since Node.js 24: use an async handler.');
  }
  return handler;
};

const invoke = async (handler, { requestId, payload, timeoutMs, context }) => {
  const deadlineMs = Date.now() + timeoutMs;
  try {
    const result = await handler(JSON.parse(payload), {
      ...context,
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    });
    parentPort.postMessage({ kind: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (thrown) {
    parentPort.postMessage({ kind: 'error', requestId, error: describe(thrown) });
  }
};

try {
  const handler = loadHandler();
  parentPort.on('message', (invocation) => void invoke(handler, invocation));
  parentPort.postMessage({ kind: 'ready' });
} catch (thrown) {
  parentPort.postMessage({ kind: 'initError', error: describe(thrown) });
}
`;
