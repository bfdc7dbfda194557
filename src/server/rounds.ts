/** Work that is done again and again. */
export interface Rounds {
  /** Resolves when no round is under way, and none will be. */
  stop(): Promise<void>
}

/** Begins a round when it is time and the last one has ended. @param interval milliseconds between two looks */
export function startRounds(interval: number, work: () => Promise<void>): Rounds {
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= work().finally(() => {
      round = undefined
    })
  }, interval)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await round
    },
  }
}
