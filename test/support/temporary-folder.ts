import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder for the `describe` that it is called in; gone afterwards. Call the result for its path.
 *
 * @param of one for each test, or one for all of them
 */
export function temporaryFolder(of: 'each' | 'all' = 'each'): () => string {
  let folder: string | undefined
  const make = (): void => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  }
  const remove = (): void => {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
  if (of === 'each') {
    beforeEach(make)
    afterEach(remove)
  } else {
    before(make)
    after(remove)
  }
  return () => {
    if (!folder) throw new Error('there is no folder outside a test')
    return folder
  }
}
