import type { Context } from 'koa'
import type { Assets } from './assets.ts'

/**
 * Serves the stylesheet, the script or the mark. They are compressed; pages are not, because a page
 * holds a secret (the form's token) beside what a stranger may have put there (BREACH).
 */
export function sendAsset(assets: Assets, ctx: Context, name: string): void {
  const asset = assets.find(name)
  if (!asset) return
  // Any other version is another node's, during a roll-out: not to be kept.
  const current = ctx.query['v'] === assets.version
  ctx.set('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-cache')
  ctx.vary('Accept-Encoding')
  ctx.type = asset.type
  const zipped = asset.gzip !== undefined && ctx.acceptsEncodings('gzip') === 'gzip'
  if (zipped) ctx.set('Content-Encoding', 'gzip')
  ctx.body = zipped ? asset.gzip : asset.body
}
