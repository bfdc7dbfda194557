import { registerHooks } from 'node:module'

/*
 * Loaded ahead of a server's program (`--import`) where the cost of a password's hash is left out of what
 * is measured, which no bare provider has: argon2 and the threads that it runs in are replaced from
 * outside, so that the program needs no door through which a weaker hash could be let in.
 */
const STAND_IN = new URL('argon2-stand-in.js', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL === STAND_IN
    const isReplaced = specifier === '@node-rs/argon2' || specifier === './hashing-threads.js'
    return isReplaced && !isOurs ? { url: STAND_IN, shortCircuit: true } : next(specifier, context)
  },
})
