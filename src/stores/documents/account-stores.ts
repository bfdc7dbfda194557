import { nameKey } from '../../kernel/typed.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AccountStore } from '../../people/account-store.ts'
import type { AdoptionStore } from '../../people/adoption-store.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { adopt } from '../../people/document/adopting.ts'
import type { AssignedStore } from '../../people/assigned-store.ts'
import * as tokens from '../../people/document/assigned.ts'
import * as authenticators from '../../people/document/authenticators.ts'
import * as browsers from '../../people/document/trusted-browsers.ts'
import {
  addressKey,
  instantOrder,
  tokenKey,
  type AccountDocument,
  type Changed,
} from '../../people/document/document.ts'
import * as links from '../../people/document/links.ts'
import * as profiles from '../../people/document/profiles.ts'
import * as codes from '../../people/document/recovery-codes.ts'
import type { EmailChangeStore } from '../../people/email-change-store.ts'
import type { PasswordResetStore } from '../../people/password-reset-store.ts'
import type { RecoveryCodeStore } from '../../people/recovery-code-store.ts'
import type { TrustedBrowserStore } from '../../trust/trusted-browser-store.ts'
import type { Documents } from './documents.ts'
import { TAKEN } from './port.ts'

/** What a store keeps in the accounts' documents, by its ports. */
export interface AccountStores {
  readonly accounts: AccountStore
  readonly adoption: AdoptionStore
  readonly authenticators: AuthenticatorStore
  readonly assigned: AssignedStore
  readonly recoveryCodes: RecoveryCodeStore
  readonly passwordResets: PasswordResetStore
  readonly emailChanges: EmailChangeStore
  readonly trustedBrowsers: TrustedBrowserStore
}

/** Each method reads a document, or makes an intention of what it is given: what is decided, `people/document/` decides. */
export const createAccountStores = (documents: Documents): AccountStores => ({
  accounts: createAccounts(documents),
  adoption: createAdoption(documents),
  authenticators: createAuthenticators(documents),
  assigned: createAssigned(documents),
  recoveryCodes: createRecoveryCodes(documents),
  passwordResets: createPasswordResets(documents),
  emailChanges: createEmailChanges(documents),
  trustedBrowsers: createTrustedBrowsers(documents),
})

const createAccounts = (documents: Documents): AccountStore => ({
  async add(account, passwordHash) {
    const added = await documents.claim(account.id, (document) =>
      profiles.add(document, account, passwordHash),
    )
    return added !== TAKEN && added
  },

  async find(id) {
    const document = await documents.find(id)
    return document && profiles.accountOf(document)
  },

  async findByLogin(login) {
    const document = await documents.findNamed('login', nameKey(login))
    return document && profiles.withPasswordOf(document)
  },

  async findNamed(name, limit) {
    const found = await documents.findLogin(nameKey(name), addressKey(name), Math.max(limit, 0))
    const named = found.named && profiles.withPasswordOf(found.named)
    return { addressed: withPasswords(found.addressed), ...(named ? { named } : {}) }
  },

  listByEmail: async (email, limit) =>
    withPasswords(await documents.list('email', addressKey(email), {}, Math.max(limit, 0))),

  list: async (after, limit) =>
    (await documents.list('accounts', '', { after }, Math.max(limit, 0))).flatMap(
      (document) => profiles.accountOf(document) ?? [],
    ),

  setPassword: (id, passwordHash, at, provedAt) =>
    documents.change(id, (document) => profiles.setPassword(document, passwordHash, at, provedAt)),
  rehash: (id, previous, next) =>
    documents.change(id, (document) => profiles.rehash(document, previous, next)),
  setLanguage: (id, language) =>
    documents.change(id, (document) => profiles.setLanguage(document, language)),
  setEmail: (id, email, verified = false) =>
    documents.change(id, (document) => profiles.setEmail(document, email, verified)),
  disable: (id, at) => documents.change(id, (document) => profiles.disable(document, at)),
  enable: (id) => documents.change(id, profiles.enable),
  leave: (id, at) => documents.change(id, (document) => profiles.leave(document, at)),
  stay: (id, now) => documents.change(id, (document) => profiles.stay(document, now)),

  async listLeft(now, limit) {
    const range = { upTo: instantOrder(now) }
    const left = await documents.list('leaving', '', range, Math.max(limit, 0))
    return left.filter(({ profile }) => (profile?.leavesAt ?? Infinity) <= now).map(({ id }) => id)
  },

  voidProofs: (id, at) => documents.change(id, (document) => profiles.voidProofs(document, at)),
})

const createAdoption = (documents: Documents): AdoptionStore => ({
  async adopt(adoption) {
    const adopting = await documents.claim(adoption.account.id, (document) =>
      adopt(document, adoption),
    )
    return adopting === TAKEN ? { outcome: 'login_taken' } : adopting
  },
})

const withPasswords = (found: readonly AccountDocument[]) =>
  found.flatMap((document) => profiles.withPasswordOf(document) ?? [])

const createAuthenticators = (documents: Documents): AuthenticatorStore => ({
  begin: (authenticator, by, limit, since) =>
    documents.change(authenticator.accountId, (document) =>
      authenticators.begin(document, authenticator, by, limit, since),
    ),

  async waiting(accountId, by, since) {
    const document = await documents.find(accountId)
    return document && authenticators.waitingFor(document, by, since)
  },

  chargeFirstCode: (own, most, since) =>
    documents.change(own.accountId, (document) =>
      authenticators.chargeFirstCode(document, own, most, since),
    ),
  confirm: (firstCode) =>
    documents.change(firstCode.accountId, (document) =>
      authenticators.confirm(document, firstCode),
    ),
  abandon: (own) =>
    documents.change(own.accountId, (document) => authenticators.abandon(document, own)),
  abandonAll: (accountId) => documents.change(accountId, authenticators.abandonAll),

  async list(accountId) {
    const document = await documents.find(accountId)
    return document ? authenticators.authenticatorsOf(document) : []
  },

  acceptStep: (accountId, id, step, at) =>
    documents.change(accountId, (document) => authenticators.acceptStep(document, id, step, at)),
  noteNearMiss: (accountId, id, nearMiss) =>
    documents.change(accountId, (document) => authenticators.noteNearMiss(document, id, nearMiss)),
  rename: (accountId, id, name) =>
    documents.change(accountId, (document) => authenticators.rename(document, id, name)),
  remove: (accountId, id) =>
    documents.change(accountId, (document) => authenticators.remove(document, id)),
  removeSpare: (accountId, id) =>
    documents.change(accountId, (document) => authenticators.removeSpare(document, id)),
  removeAll: (accountId) => documents.change(accountId, authenticators.removeAll),
})

const createAssigned = (documents: Documents): AssignedStore => ({
  assign: (authenticator, limit) =>
    documents.change(authenticator.accountId, (document) =>
      tokens.assign(document, authenticator, limit),
    ),

  async assigned(accountId) {
    const document = await documents.find(accountId)
    return document ? tokens.assignedOf(document) : []
  },

  confirmAssigned: (code) =>
    documents.change(code.accountId, (document) => tokens.confirmAssigned(document, code)),
})

const createRecoveryCodes = (documents: Documents): RecoveryCodeStore => ({
  put: (set, replaces) =>
    documents.change(set.accountId, (document) => codes.put(document, set, replaces)),
  find: async (accountId) => (await documents.find(accountId))?.recoveryCodes,
  use: (accountId, id, place, at) =>
    documents.change(accountId, (document) => codes.use(document, id, place, at)),
  remove: (accountId) => documents.change(accountId, codes.remove),
})

const createPasswordResets = (documents: Documents): PasswordResetStore => ({
  put: (reset) => documents.change(reset.accountId, (document) => links.putReset(document, reset)),

  async find(tokenHash, now) {
    const document = await documents.findNamed('reset', tokenKey(tokenHash))
    return document && links.standing(document.passwordResets, tokenHash, now)
  },

  redeem: (tokenHash, passwordHash, at) =>
    changeNamed(documents, 'reset', tokenHash, false, (document) =>
      links.redeemReset(document, tokenHash, passwordHash, at),
    ),
})

const createEmailChanges = (documents: Documents): EmailChangeStore => ({
  put: (change) =>
    documents.change(change.accountId, (document) => links.putChange(document, change)),

  async find(tokenHash, now) {
    const document = await documents.findNamed('change', tokenKey(tokenHash))
    return document && links.changeOf(document, tokenHash, now)
  },

  redeem: (tokenHash, accountId, at, undo) =>
    documents.change(accountId, (document) =>
      links.redeemChange(document, tokenHash, accountId, at, undo),
    ),

  async findUndo(tokenHash, now) {
    const document = await documents.findNamed('undo', tokenKey(tokenHash))
    return document && links.undoOf(document, tokenHash, now)
  },

  undo: (tokenHash, at) =>
    changeNamed(documents, 'undo', tokenHash, undefined, (document) =>
      links.undoChange(document, tokenHash, at),
    ),
})

/** Whose the token is says a key; whether it still is, the intention. */
async function changeNamed<T>(
  documents: Documents,
  kind: 'reset' | 'undo',
  tokenHash: Uint8Array,
  otherwise: T,
  intention: (document: AccountDocument) => Changed<T>,
): Promise<T> {
  const document = await documents.findNamed(kind, tokenKey(tokenHash))
  return document ? documents.change(document.id, intention) : otherwise
}

const createTrustedBrowsers = (documents: Documents): TrustedBrowserStore => {
  const list = async (accountId: AccountId, now: Instant) => {
    const document = await documents.find(accountId)
    if (!document || document.trustedBrowsers.length === 0) return []
    return browsers.browsersOf(document, await documents.lastUses(accountId), now)
  }
  return {
    async add(browser, limit) {
      const uses = await documents.lastUses(browser.accountId)
      await documents.change(browser.accountId, (document) =>
        browsers.add(document, browser, limit, uses),
      )
    },

    find: async (accountId, id, now) =>
      (await list(accountId, now)).find((browser) => browser.id === id),
    list,

    async touch(accountId, id, at) {
      const document = await documents.find(accountId)
      if (document?.trustedBrowsers.some((one) => one.id === id)) {
        await documents.use(accountId, id, at)
      }
    },

    remove: (accountId, id) =>
      documents.change(accountId, (document) => browsers.remove(document, id)),
    removeAll: (accountId) => documents.change(accountId, browsers.removeAll),
  }
}
