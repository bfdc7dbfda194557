/**
 * Redis' protocol (RESP2), as far as one has to know where a command and where an answer ends.
 * https://redis.io/docs/latest/develop/reference/protocol-spec
 */

/** The whole commands at the beginning of what a client has sent, and how many bytes they are. */
export function commandsIn(bytes: Buffer): { commands: string[][]; length: number } {
  const commands: string[][] = []
  let length = 0
  for (;;) {
    const head = lineAt(bytes, length)
    if (!head) return { commands, length }
    const args: string[] = []
    let at = head.next
    for (let left = Number(head.text.slice(1)); left > 0; left -= 1) {
      const size = lineAt(bytes, at)
      const end = size && size.next + Number(size.text.slice(1))
      if (!size || end === undefined || bytes.length < end + 2) return { commands, length }
      args.push(bytes.toString('utf8', size.next, end))
      at = end + 2
    }
    commands.push(args)
    length = at
  }
}

/** How many whole answers stand at the beginning of what Redis has sent, and how many bytes they are. */
export function answersIn(bytes: Buffer): { count: number; length: number } {
  let [count, length] = [0, 0]
  for (;;) {
    const next = endOfAnswer(bytes, length)
    if (next === undefined) return { count, length }
    count += 1
    length = next
  }
}

/** Where the answer ends that begins there; undefined where it is not whole. */
export function endOfAnswer(bytes: Buffer, from: number): number | undefined {
  const head = lineAt(bytes, from)
  if (!head) return undefined
  const number = Number(head.text.slice(1))
  if (head.text.startsWith('$')) {
    const end = head.next + (number < 0 ? 0 : number + 2)
    return bytes.length < end ? undefined : end
  }
  let at: number | undefined = head.next
  if (!head.text.startsWith('*')) return at
  for (let left = number; left > 0 && at !== undefined; left -= 1) at = endOfAnswer(bytes, at)
  return at
}

function lineAt(bytes: Buffer, from: number): { text: string; next: number } | undefined {
  const end = bytes.indexOf('\r\n', from)
  return end < 0 ? undefined : { text: bytes.toString('latin1', from, end), next: end + 2 }
}
