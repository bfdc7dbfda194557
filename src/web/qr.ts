import { present } from '../kernel/typing.ts'
import { create, toString } from 'qrcode'

/** Modules of white on each side (ISO/IEC 18004 §9.1). */
const QUIET_ZONE = 4

/** Of a module, in CSS pixels: below, readers in use begin to fail. */
const SMALLEST_MODULE = 3

/** What a screen of 320 CSS pixels has room for, in our card and beside a scroll bar. */
const WIDEST = 240

/**
 * A QR code as one `<svg>` element, black on white in both colour schemes, since many scanners cannot
 * read light on dark. It has presentation attributes only: the CSP forbids inline styles.
 *
 * Its size is its own: as wide as there is room for, but always a whole number of pixels for each module.
 * With a fraction the modules come out unevenly, and readers fail at random. Up to version 13 the
 * smallest module fits the narrowest screen; `keyUri` writes nothing longer.
 */
export function qrSvg(text: string): Promise<string> {
  const level = { errorCorrectionLevel: 'M' } as const
  const { modules, version, maskPattern } = create(text, level)
  const across = modules.size + 2 * QUIET_ZONE
  const module = Math.max(SMALLEST_MODULE, Math.floor(WIDEST / across))
  // The mask is given, as finding it takes the time of all the rest.
  return toString(text, {
    ...level,
    type: 'svg',
    version,
    ...present({ maskPattern }),
    margin: QUIET_ZONE,
    width: across * module,
  })
}
