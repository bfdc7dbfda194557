/**
 * Closes one after the other, in this order. What cannot be closed keeps nothing else open: a store above all, which
 * comes last because everything before it may still write.
 *
 * @throws what went wrong first, when all the others are closed
 */
export async function closeAll(...steps: readonly (() => unknown)[]): Promise<void> {
  const problems: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      problems.push(error)
    }
  }
  if (problems.length > 0) throw problems[0]
}
