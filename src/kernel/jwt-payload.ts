const DECODER = new TextDecoder()

/**
 * What a JWT says, read without believing it, and as JOSE libraries read it: a byte order mark before it is no part of it.
 */
export const payloadOf = (jwt: string): string =>
  DECODER.decode(Buffer.from(jwt.split('.', 2)[1] ?? '', 'base64url'))
