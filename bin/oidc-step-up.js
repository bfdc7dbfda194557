#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'

/*
 * The program, of the package and of a checkout: `npx oidc-step-up` says the same in both. Plain JavaScript in the
 * syntax of old versions, because it is read before it can be told that Node is too old.
 */
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const wanted = manifest.engines.node.replace('>=', '')
const [major, minor] = process.versions.node.split('.').map(Number)
const [leastMajor, leastMinor] = wanted.split('.').map(Number)

if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  const present = process.versions.node
  process.stderr.write(`oidc-step-up needs Node ${wanted} or newer; this is ${present}.\n`)
  process.exitCode = 2
} else {
  // Of Node 22: SQLite is a "release candidate" there, and each command would say so.
  const { emitWarning } = process
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) {
      Reflect.apply(emitWarning, process, [warning, ...rest])
    }
  }
  // A checkout compiles what has changed before it runs it.
  const checkout = new URL('../build/run.js', import.meta.url)
  await import(existsSync(checkout) ? checkout.href : '../dist/cli/main.js')
}
