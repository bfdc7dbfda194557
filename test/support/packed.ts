import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** What `npm pack` would publish, built anew: the path of the tarball in this folder. */
export function packInto(folder: string): string {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('['))) as [{ filename: string }]
  return join(folder, filename)
}
