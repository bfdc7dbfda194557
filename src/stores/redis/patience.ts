/** Milliseconds after which a command is given up: a page says 503 within two seconds. */
export const PATIENCE = 1500

/** Nobody waits for longer than this for an answer that may never come. */
export async function within<T>(work: Promise<T>, patience = PATIENCE): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${patience} ms`))
    }, patience)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    // What comes after all concerns nobody any more.
    work.catch(() => undefined)
  }
}
