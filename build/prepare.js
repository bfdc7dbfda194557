import { compile } from './compile.js'

/*
 * `npm ci` in a checkout, and an installation from a git address, end with it, as the script `dependencies`: of one that is
 * called `prepare` npm warns whoever installs the package, though it has nothing to do there. What cannot be compiled, or
 * not yet, is installed nevertheless: `npm start` compiles, too, and does not start what is wrong.
 */
compile()
