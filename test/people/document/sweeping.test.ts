import { strict as assert } from 'node:assert'
import { createAccountId, type TrustedBrowserId } from '../../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { keysOf } from '../../../src/people/document/document.ts'
import { documentFrom } from '../../../src/people/document/json.ts'
import type { TrustedBrowser } from '../../../src/trust/trusted-browser-store.ts'
import { createDocuments } from '../../../src/stores/documents/documents.ts'
import { sweepDocuments } from '../../../src/stores/documents/sweep-documents.ts'
import { documentsInMemory } from '../../support/documents-in-memory.ts'

const NOW = 1_800_000_000_000 as Instant
const WEEK = 7 * 86_400

const browser = {
  id: 'browser' as TrustedBrowserId,
  secretHash: Buffer.alloc(32).toString('base64'),
  factors: 'f',
  userAgent: 'Firefox',
  address: '127.0.0.1',
  createdAt: NOW,
  expiresAt: plusSeconds(NOW, 2 * 86_400),
  lastUsedAt: NOW,
} satisfies Omit<TrustedBrowser, 'secretHash' | 'accountId'> & { secretHash: string }

const waiting = {
  id: 'phone',
  name: 'Phone',
  parameters: { algorithm: 'SHA1', digits: 6, period: 30 },
  secret: { keyId: 'key', bytes: '' },
  createdAt: NOW,
  by: 'somebody',
}

function setting() {
  const engine = documentsInMemory()
  const documents = createDocuments(engine)
  /** @param stored what stands there instead, found by the same */
  const put = async (json: object, stored: object = json): Promise<void> => {
    const id = createAccountId()
    const keys = keysOf(documentFrom(id, JSON.stringify(json)))
    await engine.change(id, () => ({
      result: undefined,
      write: {
        text: JSON.stringify(json),
        formerKeys: [],
        keys,
        forgotten: [],
        isProtection: false,
      },
    }))
    if (stored !== json) engine.replace(id, JSON.stringify(stored))
  }
  return { documents, put }
}

describe('What has had its time in the documents', () => {
  it('goes, though others that wait longer stand before it', async () => {
    const { documents, put } = setting()
    for (let count = 0; count < 250; count += 1) {
      await put({ devices: [], waiting: [waiting], trustedBrowsers: [] })
    }
    await put({ devices: [], trustedBrowsers: [browser] })
    const later = plusSeconds(NOW, 3 * 86_400)
    assert.equal(await sweepDocuments(documents, later, WEEK, 1000), 1)
    assert.equal(await sweepDocuments(documents, later, WEEK, 1000), 0)
  })

  it('goes, and what kept it from one that cannot be read is thrown afterwards', async () => {
    const { documents, put } = setting()
    const trusted = { devices: [], trustedBrowsers: [browser] }
    await put(trusted, { devices: [{ of: 'a newer version' }], trustedBrowsers: [] })
    await put(trusted)
    const later = plusSeconds(NOW, WEEK)
    const sweeping = sweepDocuments(documents, later, WEEK, 1000)
    await assert.rejects(sweeping, { code: 'store_unavailable' })
    const left = await documents.listStored('sweep', '', {}, 9)
    assert.equal(left.length, 1)
  })
})
