/**
 * Stands in for the modules of Bolt's other receivers (Express, Socket Mode, OAuth), which the ingress never runs: aliased
 * in by the build, they would be nine tenths of its bundle. Reading a class from it works, as Bolt's own modules do that
 * when they load; calling or constructing one says what happened.
 */
const message = 'this part of @slack/bolt is not in the bundle of the ingress function';

function unavailable() {
  throw new Error(message);
}

module.exports = new Proxy(unavailable, {
  get(target, key) {
    if (key === '__esModule') return false;
    if (key === 'prototype') return target.prototype;
    if (key === 'default') return target;
    return function unavailableMember() {
      throw new Error(`${message}: ${String(key)}`);
    };
  },
});
