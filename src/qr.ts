import { toString } from 'qrcode'

/**
 * A QR code as one `<svg>` element, black on white in both colour schemes, since many scanners cannot
 * read light on dark. It has presentation attributes only: the CSP forbids inline styles.
 */
export const qrSvg = (text: string): Promise<string> =>
  toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
