import { z } from 'zod'
import { present } from '../../kernel/typing.ts'
import { readPasswordHash } from '../../methods/password/hashes/index.ts'
import { readHex } from '../base32.ts'
import { readCsv } from '../csv.ts'
import { deviceOf, quoted } from '../device.ts'
import type { Entry, Place, Read, ReadDevice, Refused, SourceFile } from '../entry.ts'
import { readJson, shaped } from '../json.ts'
import { wholeNumber } from '../otpauth-uri.ts'
import { textOf, unexpected } from '../text.ts'

const cell = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value)))

const rowSchema = z.object({
  username: cell,
  email: cell,
  name: cell,
  is_active: cell,
  password: cell,
  device: cell,
  key: cell,
  step: cell,
  t0: cell,
  digits: cell,
  drift: cell,
  confirmed: cell,
})
type Row = z.output<typeof rowSchema> & { readonly place: Place }

const EXPECTED = ['username', 'key', 'step', 't0', 'digits']

/** Rows of authentik's tables, by the query in docs/moving-in.md, as CSV or JSON: one for each device, or for a person without. */
export function readAuthentik(file: SourceFile): Read {
  const rows = textOf(file).trimStart().startsWith('[') ? fromJson(file) : fromTable(file)
  if (rows.length === 0) unexpected('there are no rows in it')
  const people = Map.groupBy(rows, ({ username }) => username)
  return [...people.values()].map(entryOf)
}

const fromTable = (file: SourceFile): Row[] =>
  readCsv(file, { expected: EXPECTED }).map(({ place, cell: valueOf }) => ({
    ...rowSchema.parse(
      Object.fromEntries(Object.keys(rowSchema.shape).map((name) => [name, valueOf(name)])),
    ),
    place,
  }))

function fromJson(file: SourceFile): Row[] {
  const { value, placeOf } = readJson(file)
  if (!Array.isArray(value)) unexpected('not rows of authentik: a list is expected')
  return value.map((one: unknown) => {
    const place = placeOf(one)
    return { ...shaped(rowSchema, one, place, 'a row'), place }
  })
}

function entryOf(rows: readonly Row[]): Entry | Refused {
  const [row] = rows
  if (!row || row.username === '') {
    return { place: row?.place ?? '', refused: 'nothing says whose it is' }
  }
  const { place, username, email, name, password } = row
  return {
    place,
    person: {
      name: username,
      ...present({
        email: email || undefined,
        displayName: name || undefined,
        disabled: isNo(row.is_active) ? true : undefined,
      }),
    },
    makesAccount: true,
    // Django's mark of a password that nobody has.
    ...(password === '' || password.startsWith('!')
      ? {}
      : { password: readPasswordHash(password) }),
    devices: rows.filter(({ key }) => key !== '').map(deviceIn),
    left: rows
      .filter(({ drift }) => drift !== '' && Number(drift) !== 0)
      .map(({ drift }) => `the clock’s drift of ${quoted(drift)} steps, which is learnt again`),
  }
}

const isNo = (text: string): boolean => ['f', 'false', '0'].includes(text.toLowerCase())

/** SHA-1 alone. */
function deviceIn({ place, device, key, step, t0, digits, confirmed }: Row): ReadDevice | Refused {
  if (isNo(confirmed)) return { place, refused: 'the device was never confirmed there' }
  if (t0 !== '' && Number(t0) !== 0) {
    return { place, refused: `time that is counted from ${quoted(t0)}: taken is from 1970 alone` }
  }
  return deviceOf({
    place,
    label: device || undefined,
    secret: readHex(key),
    algorithm: 'SHA1',
    digits: digits === '' ? 6 : wholeNumber(digits),
    period: step === '' ? 30 : wholeNumber(step),
  })
}
