import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { ArtefactAdapterFactory } from '../../people/artefact-index.ts'
import type { ArtefactIndex } from '../../people/index.ts'
import type { StoredClients } from './stored-clients.ts'

type Birth = Pick<StoredClients, 'bornAt'>

/**
 * Whether something was issued to another client of the same id, which was removed since. What a node had under way
 * when it was removed may be written afterwards; whoever gets the id next must not inherit it.
 */
function isInherited(clients: Birth, payload: AdapterPayload): boolean {
  const { clientId, iat, params } = payload
  const id = clientId ?? params?.['client_id']
  const born = typeof id === 'string' ? clients.bornAt(id) : undefined
  return born !== undefined && typeof iat === 'number' && iat < born
}

/** The store's artefacts, with stored clients as the library's `Client`, and without what such a one has not issued. */
export const adapterWith =
  (
    adapter: ArtefactAdapterFactory,
    clients: Birth & Pick<StoredClients, 'adapter'>,
  ): ArtefactAdapterFactory =>
  (model) => {
    if (model === 'Client') return clients.adapter
    const inner = adapter(model)
    const own = async (finding: ReturnType<Adapter['find']>) => {
      const payload = await finding
      return payload && !isInherited(clients, payload) ? payload : undefined
    }
    return {
      upsert: (id, payload, expiresIn) => inner.upsert(id, payload, expiresIn),
      find: (id) => own(inner.find(id)),
      findByUid: (uid) => own(inner.findByUid(uid)),
      findByUserCode: (userCode) => own(inner.findByUserCode(userCode)),
      destroy: (id) => inner.destroy(id),
      consume: (id, grace) => inner.consume(id, grace),
      revokeByGrantId: (grantId) => inner.revokeByGrantId(grantId),
    }
  }

/** The same for grants that are found by account: consents. */
export const grantsWith = (
  index: Pick<ArtefactIndex, 'grantsOf'>,
  clients: Birth,
): Pick<ArtefactIndex, 'grantsOf'> => ({
  async grantsOf(accountId) {
    const grants = await index.grantsOf(accountId)
    return grants.filter((grant) => !isInherited(clients, grant))
  },
})
