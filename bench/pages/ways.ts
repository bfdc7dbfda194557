import { Agent } from 'node:http'
import type { Page } from 'playwright-core'
import type { Scene } from '../candidates.ts'
import { authorizationUrl, flow } from '../load/flow.ts'
import { answersOf } from '../load/people.ts'
import { PASSWORD } from '../load/password.ts'
import type { Way } from './look.ts'

/** What the others are compared with: one form without a style, by the bare library. */
export const BARE = 'bare: a form'

const open = (url: () => string) => (page: Page) => page.goto(url(), { waitUntil: 'load' })

/** To every page, with the cookies of somebody who has come that far. */
export async function waysTo(scene: Scene, bare: Scene): Promise<readonly Way[]> {
  const agent = new Agent({ keepAlive: true })
  const visitor = scene.visitor(agent)
  const comer = scene.crowd.next()
  await flow(scene.issuer, visitor, answersOf(comer))
  const cookies = visitor.cookies()
  agent.destroy()
  const { issuer } = scene
  const account = (path: string) => ({
    issuer,
    cookies,
    go: open(() => `${issuer}/account${path}`),
  })
  return [
    {
      name: BARE,
      issuer: bare.issuer,
      go: open(() => authorizationUrl(bare.issuer).href),
    },
    { name: 'sign-in', issuer, go: open(() => authorizationUrl(issuer).href) },
    {
      name: 'password',
      issuer,
      go: open(() => authorizationUrl(issuer, { login_hint: comer.login }).href),
    },
    {
      name: 'code',
      issuer,
      async go(page) {
        const { login } = scene.crowd.next()
        await page.goto(authorizationUrl(issuer, { login_hint: login }).href)
        await page.fill('#password', PASSWORD)
        await page.click('form button.main')
        await page.waitForSelector('#code')
        await page.reload({ waitUntil: 'load' })
      },
    },
    { name: 'devices', ...account('') },
    { name: 'activity', ...account('/activity') },
    {
      name: 'device setup',
      issuer,
      cookies,
      async go(page) {
        await page.goto(`${issuer}/account/devices/add`)
        await page.fill('#name', 'Telephone')
        if ((await page.locator('#password').count()) > 0) await page.fill('#password', PASSWORD)
        await page.click('form button.main')
        await page.waitForSelector('#key')
        await page.reload({ waitUntil: 'load' })
      },
    },
  ]
}
