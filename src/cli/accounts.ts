import type { Command } from 'commander'
import { setPassword as applyPassword } from '../actions/passwords.ts'
import {
  createAccount,
  disableAccount,
  enableAccount,
  setEmail as applyEmail,
  unlockAccount,
} from '../actions/administration.ts'
import type { Account } from '../people/account.ts'
import { LONGEST_LOGIN } from '../people/names.ts'
import {
  LONGEST_PASSWORD,
  SHORTEST_PASSWORD,
  type PasswordFlaw,
} from '../methods/password/password-policy.ts'
import { assertNever } from '../kernel/typing.ts'
import {
  done,
  noSuchAccount,
  toldByMail,
  type Answer,
  type Run,
  declined,
  misused,
} from './answer.ts'
import { asJson, listAccounts as list } from './account-list.ts'
import { showAccount as show } from './account-sheet.ts'
import { consent, type Yes } from './consent.ts'
import type { Io } from './io.ts'
import { removeAccount as remove } from './remove-account.ts'
import { readNewPassword, type PasswordInput } from './terminal.ts'
import { inWorkspace, onAccount, operatorOn, type Workspace } from './workspace.ts'

export function addAccountCommands(program: Command, io: Io, run: Run): void {
  const accounts = program.command('accounts').description('who can sign in')

  accounts
    .command('add <login>')
    .description('create an account; asks for its password, or reads it from standard input')
    .option('--name <name>', 'the name that is shown (default: the login)')
    .option('--email <address>', 'where mails go (default: the login, if it is an address)')
    .option(
      '--verified',
      'state that the address is the account’s; relying parties get email_verified',
    )
    .option('--no-password', 'an account that cannot sign in by password yet')
    .action((login: string, options: AddOptions, command: Command) =>
      run(command, () =>
        inWorkspace(io, command, (workspace) => add(workspace, login, options), {
          mayBeNew: true,
        }),
      ),
    )
  accounts
    .command('list')
    .description('all accounts, in order of their logins')
    .action((_: unknown, command: Command) =>
      run(command, () => inWorkspace(io, command, (workspace) => list(workspace))),
    )
  accounts
    .command('show <login>')
    .description('an account’s state: what keeps it from signing in, and what belongs to it')
    .action(onAccount(io, run, show))
  accounts
    .command('set-password <login>')
    .description('set a new password, and end every session')
    .action(onAccount(io, run, setPassword))
  accounts
    .command('set-email <login> [address]')
    .description('set where mails go; without an address, to the login, if it is one')
    .option(
      '--verified',
      'state that the address is the account’s; relying parties get email_verified',
    )
    .action(onAccount(io, run, setEmail))
  accounts
    .command('disable <login>')
    .description('disable an account and end its sessions')
    .option('--yes', 'do not ask')
    .action(onAccount(io, run, disable))
  accounts
    .command('enable <login>')
    .description('let a disabled account sign in again')
    .action(onAccount(io, run, enable))
  accounts
    .command('unlock <login>')
    .description('forget the failed attempts at an account’s password and codes')
    .action(onAccount(io, run, unlock))
  accounts
    .command('remove <login>')
    .description('remove an account and everything that belongs to it; asks for the login again')
    .option('--yes', 'do not ask')
    .action(onAccount(io, run, remove))
}

interface AddOptions {
  readonly name?: string
  readonly email?: string
  readonly verified?: boolean
  readonly password: boolean
}

async function add(workspace: Workspace, login: string, options: AddOptions): Promise<Answer> {
  const { accounts, io } = workspace
  // Before anybody types a password in vain; `create` is what decides.
  if (await accounts.findByLogin(login)) return loginTaken(login)
  const input = options.password ? await readNewPassword(io) : undefined
  if (input && input.outcome !== 'read') return unreadable(input)
  const creation = await createAccount(accounts, (id) => operatorOn(workspace, id), {
    login,
    ...(options.name !== undefined && { displayName: options.name }),
    ...(options.email !== undefined && { email: options.email }),
    ...(options.verified && { emailVerified: true }),
    ...(input && { password: input.password }),
  })
  switch (creation.outcome) {
    case 'created':
      return done(`created ${login}`, asJson(creation.account))
    case 'login_taken':
      return loginTaken(login)
    case 'login_invalid':
      return declined(
        'login_invalid',
        `a login has 1 to ${LONGEST_LOGIN} characters, without white space and control characters`,
      )
    case 'email_invalid':
      return emailInvalid
    case 'password_invalid':
      return passwordInvalid(creation.reason)
    default:
      return assertNever(creation)
  }
}

async function setPassword(workspace: Workspace, { id, login }: Account): Promise<Answer> {
  const input = await readNewPassword(workspace.io)
  if (input.outcome !== 'read') return unreadable(input)
  const operator = operatorOn(workspace, id)
  const change = await applyPassword(workspace.accounts, operator, input.password)
  switch (change.outcome) {
    case 'changed': {
      const mailed = operator.mailed()
      return done(`set a new password for ${login}${toldByMail(mailed)}`, {
        id,
        changed: true,
        ...(mailed && { mailed }),
      })
    }
    case 'not_found':
      return noSuchAccount(login)
    case 'password_invalid':
      return passwordInvalid(change.reason)
    default:
      return assertNever(change)
  }
}

async function setEmail(
  workspace: Workspace,
  { id, login }: Account,
  given: string | undefined,
  { verified = false }: { verified?: boolean },
): Promise<Answer> {
  const operator = operatorOn(workspace, id)
  const change = await applyEmail(workspace.accounts, operator, login, { given, verified })
  switch (change.outcome) {
    case 'changed': {
      const { email } = change
      const text =
        email === undefined
          ? `there is no address for ${login}: no mails are sent`
          : `mails for ${login} go to ${email}${verified ? ', which is verified' : ''}`
      return done(text, { id, email: email ?? null, verified })
    }
    case 'not_found':
      return noSuchAccount(login)
    case 'email_invalid':
      return emailInvalid
    default:
      return assertNever(change)
  }
}

async function disable(
  workspace: Workspace,
  { id, login }: Account,
  options: Yes,
): Promise<Answer> {
  const refusal = await consent(workspace.io, options, `Disable ${login} and end its sessions?`)
  if (refusal) return refusal
  const disabled = await disableAccount(workspace.accounts, operatorOn(workspace, id))
  return disabled ? done(`disabled ${login}`, { id, disabled }) : noSuchAccount(login)
}

async function enable(workspace: Workspace, { id, login }: Account): Promise<Answer> {
  const enabled = await enableAccount(workspace.accounts, operatorOn(workspace, id))
  return enabled ? done(`enabled ${login}`, { id, disabled: false }) : noSuchAccount(login)
}

async function unlock(workspace: Workspace, { id, login }: Account): Promise<Answer> {
  const { password, codes } = await unlockAccount(workspace, operatorOn(workspace, id), login)
  const text =
    password || codes ? `unlocked ${login}` : `there was no failed attempt to forget for ${login}`
  return done(text, { id, password, codes })
}

const loginTaken = (login: string): Answer =>
  declined('login_taken', `there is an account "${login}" already`)

const emailInvalid = declined('email_invalid', 'expected an address such as ann@example.com')

const FLAWS: Readonly<Record<PasswordFlaw, string>> = {
  too_short: `a password has at least ${SHORTEST_PASSWORD} characters`,
  too_long: `a password has at most ${LONGEST_PASSWORD} characters`,
  common: 'this is a common password and easy to guess',
  own_words: 'this consists mostly of the account’s or the service’s name',
}

const passwordInvalid = (reason: PasswordFlaw): Answer =>
  declined('password_invalid', FLAWS[reason], { reason })

function unreadable({ outcome }: Exclude<PasswordInput, { outcome: 'read' }>): Answer {
  const messages = {
    none: 'no password was given',
    different: 'the two passwords differ; nothing was changed',
    several_lines: 'expected one line with the password on standard input',
  } as const satisfies Record<typeof outcome, string>
  return misused('password_unreadable', messages[outcome])
}
