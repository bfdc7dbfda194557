import { send } from '@koa/send'
import type { Context } from 'koa'
import { assets } from './assets.ts'

/** Serves the stylesheet, the script or the mark; nothing outside their folder can be reached. */
export async function sendAsset(ctx: Context, file: string): Promise<void> {
  // Any other version is another node's, during a roll-out: not to be kept.
  const current = ctx.query['v'] === assets.version
  await send(ctx, file, {
    root: assets.folder,
    setHeaders(response) {
      const policy = current ? 'public, max-age=31536000, immutable' : 'no-cache'
      response.setHeader('Cache-Control', policy)
    },
  })
}
