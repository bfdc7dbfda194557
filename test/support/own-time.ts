/** Milliseconds between two looks, and the most that one of them takes where nobody holds the process up. */
const TICK = 20
const LOOSE = 50

/**
 * Counts the milliseconds in which this process ran or had nothing to do, but not those in which other programs had
 * the processors: what a promise about time is held against on a machine that has other things to do.
 *
 * @returns how many have passed since, and ends the count
 */
export function ownTime(): () => number {
  let own = 0
  let last = performance.now()
  let used = process.cpuUsage()
  const look = (): void => {
    const now = performance.now()
    const { user, system } = process.cpuUsage(used)
    const worked = (user + system) / 1000
    own += Math.min(now - last, Math.max(LOOSE, worked))
    last = now
    used = process.cpuUsage()
  }
  const timer = setInterval(look, TICK)
  return () => {
    clearInterval(timer)
    look()
    return own
  }
}
