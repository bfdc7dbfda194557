import type { SealedSecrets } from '../../kernel/sealing/sealed-secrets.ts'
import { resealIn, sealedIn } from '../../people/document/sealed.ts'
import type { Documents } from './documents.ts'

/** Where in a page: among the documents, or among what else is sealed. */
const [DOCUMENTS, OTHERS] = ['account:', 'other:']

/** All that is sealed: in the accounts' documents, and elsewhere (mails that wait, and secrets of clients). */
export const createSealedSecrets = (
  documents: Documents,
  elsewhere: SealedSecrets,
): SealedSecrets => ({
  async list(after = DOCUMENTS, limit) {
    const place = after.slice(after.indexOf(':') + 1) || undefined
    if (after.startsWith(OTHERS)) {
      const { records, next } = await elsewhere.list(place, limit)
      return { records, ...(next === undefined ? {} : { next: OTHERS + next }) }
    }
    const { found, next } = await documents.page(place, limit)
    return {
      records: found.flatMap(sealedIn),
      next: next === undefined ? OTHERS : DOCUMENTS + next,
    }
  },

  reseal: async (record, sealed) =>
    record.purpose === 'authenticator' || record.purpose === 'recovery_codes'
      ? documents.change(record.accountId, (document) => resealIn(document, record, sealed))
      : elsewhere.reseal(record, sealed),
})
