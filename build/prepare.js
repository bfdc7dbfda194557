import { createRequire } from 'node:module'
import { compile } from './compile.js'

/*
 * `npm ci` in a checkout, and an installation from a git address, end with it. Without the development
 * dependencies nothing can be compiled, and `npm start` will say so.
 */
try {
  createRequire(import.meta.url).resolve('typescript/package.json')
  process.exitCode = compile() ? 0 : 1
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
}
