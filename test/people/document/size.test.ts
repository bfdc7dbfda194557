import { expect } from 'chai'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { MOST_LINKS } from '../../../src/people/document/links.ts'
import { createAccountStores } from '../../../src/stores/documents/account-stores.ts'
import { createDocuments } from '../../../src/stores/documents/documents.ts'
import { LONGEST_DOCUMENT } from '../../../src/stores/documents/writing.ts'
import { documentsInMemory } from '../../support/documents-in-memory.ts'

const NOW = 1_800_000_000_000 as Instant
const token = (at: number): Uint8Array => Uint8Array.from({ length: 32 }, () => at)

describe('An account’s document', () => {
  const engine = documentsInMemory()
  const { accounts, passwordResets, emailChanges } = createAccountStores(createDocuments(engine))
  const id = createAccountId()
  before(() => accounts.add({ id, login: 'ann', displayName: 'Ann', createdAt: NOW }, 'hash'))

  it('is refused where it would be too large, in words, and stays as it was', async () => {
    const before = await engine.read(id)
    const failure: unknown = await accounts
      .setEmail(id, `${'é'.repeat(LONGEST_DOCUMENT / 2)}@example.org`)
      .catch((error: unknown) => error)
    expect(String(failure)).to.match(/would come to more than 65536 bytes: nothing was changed/)
    expect(failure).to.have.property('code', 'store_unavailable')
    expect(await engine.read(id)).to.equal(before)
  })

  it('holds so many links: of more the oldest goes, but never what gives its owner the first address back', async () => {
    for (let at = 0; at < MOST_LINKS + 10; at += 1) {
      const [tokenHash, expiresAt] = [token(at), plusSeconds(NOW, 60)]
      await passwordResets.put({ tokenHash, accountId: id, expiresAt })
    }
    expect(await passwordResets.find(token(9), NOW)).to.equal(undefined)
    expect(await passwordResets.find(token(10), NOW)).to.have.property('accountId', id)
    for (let at = 0; at < MOST_LINKS + 10; at += 1) {
      const [tokenHash, expiresAt] = [token(at), plusSeconds(NOW, 60)]
      await emailChanges.put({ tokenHash, accountId: id, email: `${at}@example.org`, expiresAt })
      const undo = { tokenHash: token(100 + at), expiresAt }
      expect(await emailChanges.redeem(tokenHash, id, NOW, undo)).to.have.property('accountId', id)
    }
    expect(Buffer.byteLength((await engine.read(id)) ?? '')).to.be.lessThan(LONGEST_DOCUMENT)
    expect(await emailChanges.findUndo(token(100 + MOST_LINKS), NOW)).to.equal(undefined)
    expect(await emailChanges.undo(token(100), NOW)).to.deep.equal({ accountId: id })
    expect((await accounts.find(id))?.email).to.equal(undefined)
    expect(await emailChanges.findUndo(token(100 + MOST_LINKS + 9), NOW)).to.equal(undefined)
  })
})
