/** SIGHUP, which asks a daemon to read its files again. */
export interface Hangups {
  /** Calls `listener` each time; at once, where it has come before. */
  listen(listener: () => void): void
}

/**
 * To be called before the configuration is read: without a listener the signal ends the process, as it still does
 * while the program itself is being loaded. One that comes while a server is about to start must not be forgotten,
 * for what was read may be outdated by then.
 */
export function catchHangups(): Hangups {
  let listener: (() => void) | undefined
  let missed = false
  process.on('SIGHUP', () => {
    if (listener) listener()
    else missed = true
  })
  return {
    listen(given) {
      listener = given
      if (missed) given()
    },
  }
}
