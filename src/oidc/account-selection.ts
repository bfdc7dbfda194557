import { fieldOf } from '../kernel/typing.ts'
import {
  errors,
  interactionPolicy,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider'

/** The prompt, its value of the parameter `prompt`, and where the answer stands in an interaction's result. */
export const SELECT_ACCOUNT = 'select_account'

/** Why somebody signs in whom a session would let in. */
export const OTHER_ACCOUNT = 'other_account'

type Policy = readonly interactionPolicy.Prompt[]
type Result = Readonly<Record<string, unknown>> | undefined

/** What is kept of a choice: that of the session's own account is the mere answer. */
export const choiceOf = (other: boolean): Readonly<Record<string, object>> => ({
  [SELECT_ACCOUNT]: other ? { [OTHER_ACCOUNT]: true } : {},
})

const isOtherWanted = (result: Result): boolean =>
  fieldOf(result?.[SELECT_ACCOUNT], OTHER_ACCOUNT) === true

const hasSignedIn = (result: Result): boolean => result?.['login'] !== undefined

/**
 * `prompt=select_account` (OpenID Connect Core 1.0 §3.1.2.1): whoever has a session is asked whether to go on in it or with
 * another account. It comes after the sign-in: whoever has just said who they are has chosen. Undefined where the host has a
 * prompt of that name.
 */
export function selectAccount(policy: Policy): interactionPolicy.Prompt | undefined {
  if (policy.some(({ name }) => name === SELECT_ACCOUNT)) return undefined
  const { Check, Prompt } = interactionPolicy
  const prompt = new Prompt(
    { name: SELECT_ACCOUNT, requestable: true },
    new Check(
      'account_unselected',
      'the End-User must choose an account',
      'account_selection_required',
      ({ oidc }) => oidc.promptPending(SELECT_ACCOUNT) && !hasSignedIn(oidc.result),
    ),
  )
  // The library's own asks again after a sign-in.
  prompt.checks.remove(`${SELECT_ACCOUNT}_prompt`)
  return prompt
}

/** For the prompt `login`: whoever wants another account signs in, though there is a session. */
export const otherAccount = (): interactionPolicy.Check =>
  new interactionPolicy.Check(
    OTHER_ACCOUNT,
    'the End-User wants to use another account',
    'login_required',
    ({ oidc }) => isOtherWanted(oidc.result) && !hasSignedIn(oidc.result),
  )

/** The value by which an application asks for a page to register (Initiating User Registration 1.0). */
const CREATE = 'create'

/**
 * Takes `prompt=create` for known, so that `refuseCreate` answers it and not the library, which would say only that the value
 * is unsupported. Undefined where the host has a prompt of that name.
 */
export function createAccount(policy: Policy): interactionPolicy.Prompt | undefined {
  if (policy.some(({ name }) => name === CREATE)) return undefined
  const prompt = new interactionPolicy.Prompt({ name: CREATE, requestable: true })
  prompt.checks.clear()
  return prompt
}

/** Initiating User Registration via OpenID Connect 1.0 §4.1 asks for a description that names the value. */
export const refuseCreate =
  (policy: Policy) =>
  ({ oidc }: KoaContextWithOIDC): void => {
    if (policy.some(({ name }) => name === CREATE) || !oidc.prompts.has(CREATE)) return
    throw new errors.InvalidRequest(
      `prompt=${CREATE} is not supported: no account is created at an application's request. Leave it out; ` +
        'prompt_values_supported in the metadata lists what may be sent',
    )
  }

/**
 * Adds `prompt_values_supported` (Initiating User Registration 1.0 §5), unless the host says it itself. To be asked before the
 * policy is extended: it is noted which prompts a provider reads.
 */
export function promptValues(
  host: Configuration['discovery'],
  policy: Policy,
): NonNullable<Configuration['discovery']> {
  const own = policy.filter(({ requestable }) => requestable).map(({ name }) => name)
  return {
    prompt_values_supported: [...new Set(['none', ...own, SELECT_ACCOUNT])],
    ...host,
  }
}
