import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, for a link or a cookie: whoever has it is let through, so nobody guesses it. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token: who reads the store learns none. It is random, and needs no slow hash. */
export const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest()
