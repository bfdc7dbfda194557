import { compile } from './compile.js'

/* `npm run build`, and so what is published. */
process.exitCode = compile() === 'made' ? 0 : 1
