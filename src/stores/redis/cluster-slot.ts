/** How many slots a Cluster has. */
const SLOTS = 16_384

/** The slot of a key: CRC16 (XMODEM) of its hash tag, or of all of it (Redis Cluster specification). */
export function slotOf(key: string): number {
  const open = key.indexOf('{')
  const close = key.indexOf('}', open + 1)
  const tag = open >= 0 && close > open + 1 ? key.slice(open + 1, close) : key
  let crc = 0
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
    }
  }
  return crc % SLOTS
}

/**
 * Hash tags, one for each node.
 *
 * @param nodeOf whose a slot is; undefined for a slot that is nobody's
 * @throws Error when a slot is nobody's: what belongs there can neither be read nor written
 */
export function tagsOf(nodeOf: (slot: number) => string | undefined): readonly string[] {
  const missing = new Set<string>()
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const node = nodeOf(slot)
    if (node === undefined) throw new Error('the Cluster has slots that are nobody’s')
    missing.add(node)
  }
  const tags: string[] = []
  for (let number = 0; missing.size > 0; number += 1) {
    const tag = String(number)
    if (missing.delete(nodeOf(slotOf(tag)) ?? '')) tags.push(tag)
  }
  return tags
}
