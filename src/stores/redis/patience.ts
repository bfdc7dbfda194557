/**
 * Milliseconds after which an answer is no longer waited for: a page says 503 within two seconds, on a
 * machine that has other things to do as well.
 */
export const PATIENCE = 1200

/** The error of what took too long. */
export const lateError = (patience = PATIENCE): Error =>
  new Error(`no answer within ${patience} ms`)

/**
 * Calls back when the time is up, unless the result is called before. What has arrived meanwhile is read
 * first: a process that was held up itself blames nobody else for it.
 */
export function afterPatience(late: () => void, patience = PATIENCE): () => void {
  let immediate: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    immediate = setImmediate(late)
  }, patience)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}

/** Nobody waits for longer than this for an answer that may never come. */
export function within<T>(work: Promise<T>, patience = PATIENCE): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = afterPatience(() => {
      reject(lateError(patience))
    }, patience)
    // What comes after all concerns nobody any more.
    work.then(resolve, reject).finally(stop)
  })
}
