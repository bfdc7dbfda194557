import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/*
 * Folders in which `npx oidc-step-up` runs the program. The packages that it needs, and what a checkout compiles, are those of
 * the checkout that the tests are in.
 */

/** A checkout: `npx` takes the program of the package whose folder it is in, if that folder is its own and no link. */
export function prepareCheckout(folder: string): void {
  cpSync('bin', join(folder, 'bin'), { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) cpSync(name, join(folder, name))
  symlinkSync(resolve('build'), join(folder, 'build'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync('node_modules')) {
    if (name.startsWith('.')) continue
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  }
}

/** A project that has installed the package. */
export function preparePackage(folder: string, tarball: string): void {
  const place = join(folder, 'node_modules/oidc-step-up')
  const commands = join(folder, 'node_modules/.bin')
  for (const path of [place, commands]) mkdirSync(path, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', place, '--strip-components=1'])
  symlinkSync(resolve('node_modules'), join(place, 'node_modules'))
  chmodSync(join(place, 'bin/oidc-step-up.js'), 0o755)
  symlinkSync('../oidc-step-up/bin/oidc-step-up.js', join(commands, 'oidc-step-up'))
  writeFileSync(join(folder, 'package.json'), '{}')
}
