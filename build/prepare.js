import { compile } from './compile.js'

/*
 * `npm ci` in a checkout, and an installation from a git address, end with it. What cannot be compiled, or not yet,
 * is installed nevertheless: `npm start` compiles, too, and does not start what is wrong.
 */
compile()
