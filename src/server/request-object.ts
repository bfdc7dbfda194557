const DECODER = new TextDecoder()

/**
 * What a request object (RFC 9101) says, read without believing it, and as the library reads it: a byte order mark before it
 * is no part of it.
 */
export const payloadOf = (jwt: string): string =>
  DECODER.decode(Buffer.from(jwt.split('.', 2)[1] ?? '', 'base64url'))
