import { chromium } from 'playwright-core'
import { readFileSync } from 'node:fs'
const [out, h, ...files] = process.argv.slice(2)
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless','--no-sandbox','--disable-gpu'] })
const p = await b.newPage({ viewport: { width: 1600, height: 900 } })
const imgs = files.map(f => `<img style="height:${h}px;border:1px solid red" src="data:image/png;base64,${readFileSync(f).toString('base64')}">`).join('')
await p.setContent(`<body style="margin:4px;background:#999;display:flex;gap:6px;flex-wrap:wrap;width:max-content;max-width:1900px">${imgs}`)
await p.locator('body').screenshot({ path: out })
await b.close()
