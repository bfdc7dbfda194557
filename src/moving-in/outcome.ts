import { isEmail, type Adopting } from '../people/index.ts'
import { quotedName } from './device.ts'
import { isRefused, type Entry, type ReadDevice, type Refused } from './entry.ts'
import type { Matched } from './matching.ts'
import type { ReportLine, Result } from './report.ts'

type Adopted = Extract<Adopting, { readonly outcome: 'adopted' }>

/** What is reported of one account, line by line as the file has it. */
export function linesFor({ account, entries }: Matched, adopting: Adopting): ReportLine[] {
  if (adopting.outcome !== 'adopted') {
    const text =
      adopting.outcome === 'login_taken'
        ? `another account has the login ${quotedName(account.login)} by now`
        : `the account ${quotedName(account.login)} is gone`
    return entries.map((entry) => line(entry, 'refused', text))
  }
  const outcomes = [...adopting.devices]
  return entries.flatMap((entry) => [
    ...(entry.makesAccount
      ? [accountLine(entry, account.login, adopting), ...addressLines(entry)]
      : []),
    ...passwordLines(entry, adopting),
    ...entry.devices.map((device) =>
      isRefused(device)
        ? deviceRefused(entry, device)
        : deviceLine(entry, device, outcomes.shift()),
    ),
    ...entry.left.map((text) => line(entry, 'left', text)),
  ])
}

const line = ({ place, person }: Entry, result: Result, text: string): ReportLine => ({
  place,
  name: person.name,
  result,
  text,
})

function accountLine(entry: Entry, login: string, { added }: Adopted): ReportLine {
  if (!added) return line(entry, 'unchanged', `there is an account ${quotedName(login)} already`)
  const renamed = login !== entry.person.name.trim()
  const more = entry.person.disabled ? ', disabled as it was' : ''
  return line(entry, renamed ? 'changed' : 'taken', `account ${quotedName(login)} created${more}`)
}

const addressLines = (entry: Entry): ReportLine[] =>
  entry.person.email === undefined || entry.person.email === '' || isEmail(entry.person.email)
    ? []
    : [line(entry, 'refused', 'the email address is not one')]

function passwordLines(entry: Entry, { password }: Adopted): ReportLine[] {
  if (!entry.password) return []
  if ('refused' in entry.password) return [line(entry, 'refused', entry.password.refused)]
  const WORDS = {
    set: ['taken', 'password taken: it is hashed again at the next sign-in'],
    same: ['unchanged', 'it has this password'],
    kept: ['unchanged', 'it has a password, which stays'],
  } as const satisfies Record<string, readonly [Result, string]>
  if (!password) return []
  const [result, text] = WORDS[password]
  return [line(entry, result, text)]
}

const deviceRefused = (entry: Entry, { place, refused }: Refused): ReportLine => ({
  ...line(entry, 'refused', refused),
  place,
})

function deviceLine(
  entry: Entry,
  { place, changes, label }: ReadDevice,
  outcome: Adopted['devices'][number] | undefined,
): ReportLine {
  const own = { ...line(entry, 'unchanged', 'this device was imported before'), place }
  switch (outcome?.outcome) {
    case 'adopted': {
      const renamed =
        label !== undefined && outcome.name !== label
          ? [`it is called ${quotedName(outcome.name)}`]
          : []
      const all = [...changes, ...renamed]
      return {
        ...own,
        result: all.length > 0 ? 'changed' : 'taken',
        text: [`device ${quotedName(outcome.name)} taken`, ...all].join('; '),
      }
    }
    case 'limit_reached':
      return { ...own, result: 'refused', text: 'the account has as many devices as it may have' }
    case 'known':
    case undefined:
    default:
      return own
  }
}
