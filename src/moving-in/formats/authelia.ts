import { z } from 'zod'
import { present } from '../../kernel/typing.ts'
import { readPasswordHash } from '../../methods/password/hashes/index.ts'
import { readBase32, readBase64, type Decoded } from '../base32.ts'
import { readCsv } from '../csv.ts'
import { algorithmOf, deviceOf } from '../device.ts'
import type { Entry, Read, SourceFile } from '../entry.ts'
import { shaped, type JsonFile } from '../json.ts'
import { wholeNumber } from '../otpauth-uri.ts'
import { textOf, unexpected } from '../text.ts'
import { readYaml } from '../yaml.ts'
import { entryOfDevice, readUriList } from './otpauth.ts'

const COLUMNS = ['issuer', 'username', 'algorithm', 'digits', 'period', 'secret']

/** What `authelia storage user totp export` writes (YAML, URIs or CSV), or the file of its users. */
export function readAuthelia(file: SourceFile): Read {
  const text = textOf(file).trimStart()
  // A plus is a space in its URIs.
  if (/^otpauth:/i.test(text)) return readUriList(file, { plusIsSpace: true })
  const firstLine = text.split(/\r?\n/, 1)[0] ?? ''
  if (firstLine.split(',').length >= COLUMNS.length) return readTable(file, firstLine)
  return readYamlFile(readYaml(file))
}

function readTable(file: SourceFile, firstLine: string): Read {
  const hasHeader = firstLine.toLowerCase().includes('secret')
  const rows = readCsv(file, { expected: COLUMNS, ...(hasHeader ? {} : { columns: COLUMNS }) })
  return rows.map(({ place, cell }) =>
    entryOfDevice(
      cell('username'),
      deviceOf({
        place,
        label: cell('issuer') || undefined,
        secret: readBase32(cell('secret')),
        algorithm: algorithmOf(cell('algorithm')),
        written: cell('algorithm'),
        digits: wholeNumber(cell('digits')),
        period: wholeNumber(cell('period')),
      }),
    ),
  )
}

const deviceSchema = z.object({
  username: z.string(),
  issuer: z.string().nullish(),
  algorithm: z.string(),
  digits: z.number(),
  period: z.number(),
  secret: z.string(),
})

const userSchema = z.object({
  displayname: z.string().nullish(),
  password: z.string().nullish(),
  email: z.string().nullish(),
  disabled: z.boolean().nullish(),
})

const fileSchema = z.object({
  totp_configurations: z.array(z.unknown()).nullish(),
  users: z.record(z.string(), z.unknown()).nullish(),
})

function readYamlFile({ value, placeOf }: JsonFile): Read {
  const read = shaped(fileSchema, value, placeOf(value), 'a file of Authelia')
  const { totp_configurations: devices, users } = read
  if (!devices && !users) unexpected('there are neither totp_configurations nor users in it')
  return [
    ...(devices ?? []).map((one) => {
      const place = placeOf(one)
      const device = shaped(deviceSchema, one, place, 'a device')
      const { algorithm: written, digits, period, issuer } = device
      return entryOfDevice(
        device.username,
        deviceOf({
          place,
          label: issuer || undefined,
          secret: twice(device.secret),
          algorithm: algorithmOf(written),
          written,
          digits,
          period,
        }),
      )
    }),
    ...Object.entries(users ?? {}).map(([name, one]): Entry => {
      const place = placeOf(one)
      const { displayname, password, email, disabled } = shaped(userSchema, one, place, 'a user')
      return {
        place,
        person: {
          name,
          ...present({
            displayName: displayname ?? undefined,
            email: email ?? undefined,
            disabled: disabled ? true : undefined,
          }),
        },
        makesAccount: true,
        ...(password ? { password: readPasswordHash(password) } : {}),
        devices: [],
        left: [],
      }
    }),
  ]
}

/** The secret's Base32 text, in base64. */
function twice(secret: string): Decoded {
  const text = readBase64(secret)
  return 'refused' in text ? text : readBase32(Buffer.from(text.bytes).toString('latin1'))
}
