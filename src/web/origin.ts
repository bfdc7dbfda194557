import type { Context } from 'koa'
import type { Origin } from '../kernel/network.ts'

/** What a terminal obeys: C0, DEL and C1 (a header's bytes are read as Latin-1). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

export const originOf = (ctx: Context): Origin => {
  const requestId: unknown = ctx.state['requestId']
  const device: unknown = ctx.state[DEVICE]
  return {
    address: ctx.ip,
    userAgent: ctx.get('User-Agent').replaceAll(CONTROLS, '').slice(0, 256),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof device === 'string' ? { device } : {}),
  }
}

const DEVICE = 'codeFromDevice'

/** From here on the request is known to stand on a code of this device, or of none. */
export const noteDevice = (ctx: Context, name: string | undefined): void => {
  ctx.state[DEVICE] = name
}
