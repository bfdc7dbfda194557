/*
 * What must not outlive the benchmark, however it ends: by itself, by an error, by Ctrl-C. So each undoing
 * is immediate; nothing is waited for on the way out.
 */

const undoings = new Set<() => void>()

process.once('exit', () => {
  for (const undo of undoings) undo()
})

/** Ctrl-C, `kill` and a terminal that closes, with what a shell calls each. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** A signal ends the process by way of what is undone at its end, which it otherwise would not. */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(SIGNALS))
    process.once(signal, () => process.exit(code))
}

/**
 * Does something when the process ends.
 *
 * @returns what to call once that is no longer needed
 */
export function atTheEnd(undo: () => void): () => void {
  undoings.add(undo)
  return () => void undoings.delete(undo)
}
