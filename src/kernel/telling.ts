/**
 * Somebody who is told of work that goes on. One that throws must neither end the work nor the process: it is told as
 * a warning of the process, on stderr.
 *
 * @param name what it is called where it was given
 */
export const telling =
  <Told extends readonly unknown[]>(
    name: string,
    tell: (...given: Told) => void,
  ): ((...given: Told) => void) =>
  (...given) => {
    try {
      tell(...given)
    } catch (cause) {
      process.emitWarning(new Error(`${name} failed: ${textOf(cause)}`, { cause }))
    }
  }

/** Anything may be thrown, and not all of it is a text. */
export function textOf(cause: unknown): string {
  try {
    return String(cause)
  } catch {
    return typeof cause
  }
}
