import { registerHooks } from 'node:module'

/*
 * Loaded ahead of a server's program (`--import`): counts what oidc-provider asks of its adapter, by the
 * model and the operation.
 */
const COUNTED = new URL('counted-provider.js', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'oidc-provider' && context.parentURL !== COUNTED
      ? { url: COUNTED, shortCircuit: true }
      : next(specifier, context)
  },
})
