import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for the `describe` that it is called in; gone afterwards. Call the result for its path. */
export function temporaryFolder(): () => string {
  let folder: string | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  })
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  return () => {
    if (!folder) throw new Error('there is no folder outside a test')
    return folder
  }
}
