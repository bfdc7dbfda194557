import type { ArtefactAdapterFactory } from '../people/artefact-index.ts'

/** Seconds. A device that asks every few seconds has heard it by then, and its person has come back to the page. */
const AFTERWARDS = 300

/**
 * A device's code is kept for some minutes after its end: until then it has an error of its own, `expired_token`
 * (RFC 8628 §3.5), by which a device knows that it may begin again, and whoever enters its user code reads that it has
 * expired. A store that forgets it in the same second leaves `invalid_grant` and "unknown code". The library judges the
 * age of every code by itself, so that none lives longer.
 */
export const knowingExpiredDevices =
  (adapter: ArtefactAdapterFactory): ArtefactAdapterFactory =>
  (model) => {
    const kept = adapter(model)
    if (model !== 'DeviceCode') return kept
    return {
      ...kept,
      upsert: (id, payload, expiresIn = 0) => kept.upsert(id, payload, expiresIn + AFTERWARDS),
    }
  }
