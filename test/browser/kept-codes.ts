import { strict as assert } from 'node:assert'
import { text } from 'node:stream/consumers'
import type { Walker } from './walker.ts'

/**
 * On a page with recovery codes: ten that are told apart easily, and each way to keep them that the
 * browser has.
 */
export async function checkKeeping(walker: Walker): Promise<readonly string[]> {
  const { page, scripting, texts } = walker
  const { copy, copied, download, print } = texts.recoveryCodes
  const codes = await walker.recoveryCodes()
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) assert.match(code, /^[2-9a-z]{5}(-[2-9a-z]{5}){2}$/)

  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: download, exact: true }).click()
  const file = await saved
  assert.equal(file.suggestedFilename(), 'recovery-codes.txt')
  const lines = (await text(await file.createReadStream())).split('\n')
  assert.deepEqual(
    lines.filter((line) => codes.includes(line)),
    codes,
  )
  assert.match(lines[0] ?? '', new RegExp(walker.who.login))

  // What takes a script is offered where there are scripts.
  for (const name of [copy, print]) {
    assert.equal(await walker.button(name).isVisible(), scripting, name)
  }
  if (scripting) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await walker.button(copy).click()
    await page.getByText(copied, { exact: true }).waitFor()
    const clipboard = await page.evaluate<string>('navigator.clipboard.readText()')
    assert.deepEqual(clipboard.split('\n'), codes)
    await page.evaluate('addEventListener("beforeprint", () => (document.body.dataset.p = "yes"))')
    await walker.button(print).click()
    await page.locator('body[data-p=yes]').waitFor()
  }
  await checkPaper(walker)
  return codes
}

/** On paper stand the codes and whose they are, and nothing to press. */
async function checkPaper({ page, who }: Walker): Promise<void> {
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('#codes').isVisible(), true)
  assert.equal(await page.getByText(who.login).isVisible(), true)
  assert.equal(await page.locator('button:visible, .tools:visible').count(), 0)
  await page.emulateMedia({ media: null })
}
