import { expect } from 'chai'
import { sharedBrowser } from '../support/open-browser.ts'
import { relyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'

describe('a page in a browser that is about to end', () => {
  const server = testServer({ interactions: { lifetime: 1800 } })

  it('warns two minutes before, stays when asked to, and says when it is over', async () => {
    const page = await (await sharedBrowser()).newPage()
    await page.clock.install()
    const { url } = await (await relyingParty(server())).start()
    await page.goto(url)
    const notice = page.getByRole('alert')
    await page.clock.fastForward('27:00')
    expect(await notice.isVisible()).equal(false)
    await page.clock.fastForward('01:05')
    await notice.waitFor()
    expect(await notice.innerText()).include('expires in two minutes')

    await page.getByRole('button', { name: 'Stay here' }).click()
    await notice.waitFor({ state: 'hidden' })
    await page.clock.fastForward('27:00')
    expect(await notice.isVisible()).equal(false)

    await page.clock.fastForward('03:05')
    expect(await notice.innerText()).include('has expired')
    await page.getByRole('button', { name: 'Start again' }).click()
    await page.getByRole('heading').first().waitFor()
    await page.close()
  })
})
