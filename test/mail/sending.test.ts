import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createAccountId, createMailId, type MailId } from '../../src/kernel/ids.ts'
import { plusSeconds, systemClock } from '../../src/kernel/instant.ts'
import { openMailSender, openSmtp } from '../../src/mail/index.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { createSealer } from '../../src/stores/sealing.ts'
import { databaseOf } from '../support/database-of.ts'
import { addressOf, openMailSink } from '../support/mail-sink.ts'
import { MAIL_INTERVAL, openMailBench, waitingIn, type MailBench } from '../support/mail-bench.ts'
import { Person } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'

/** Long enough for an open server to have looked into the outbox several times. */
const soon = async (): Promise<void> => setTimeout(8 * MAIL_INTERVAL)

describe('mails that wait', () => {
  let bench: MailBench
  beforeEach(async () => {
    bench = await openMailBench()
  })
  afterEach(async () => bench.close())

  const waiting = (): number => waitingIn(databaseOf(bench.server.configuration))

  const attempted = (outcome: string): readonly Record<string, unknown>[] =>
    bench.server
      .log()
      .map((line) => line['mail'] as Record<string, unknown> | undefined)
      .filter((mail) => mail?.['outcome'] === outcome)
      .map((mail) => mail ?? {})

  /** Until the server has reported so many of them. */
  async function reported(outcome: string, count: number): Promise<void> {
    while (attempted(outcome).length < count) await setTimeout(MAIL_INTERVAL)
  }

  it('are all sent, once each, when a mail server comes back that was away during 20 changes', async () => {
    const { server, sink } = bench
    const person = await Person.of(server)
    const phone = await person.addDevice('Phone')
    await sink.taken(1)
    sink.clear()
    sink.goDown()
    for (let number = 1; number <= 10; number += 1) {
      await person.addDevice(`Device ${number}`, phone)
      const devices = await server.authenticators.list(person.account.id)
      const id = devices.find(({ name }) => name === `Device ${number}`)?.id
      await person.openAccount(`/account/devices/${id}/remove`)
      const page = await person.browser.submit('/remove')
      assert.equal(page.status, 200)
    }
    assert.ok(waiting() > 0)
    sink.comeUp()
    server.advance(3600)
    await bench.emptied()
    const subjects = sink.mails.map(
      (mail) => `${mail.subject}: ${/“(.*)”/.exec(mail.text ?? '')?.[1]}`,
    )
    const expected = Array.from({ length: 10 }, (_, index) => [
      `A device was added to your account: Device ${index + 1}`,
      `A device was removed from your account: Device ${index + 1}`,
    ]).flat()
    assert.deepEqual(subjects.toSorted(), expected.toSorted())
    assert.equal(new Set(sink.mails.map(({ messageId }) => messageId)).size, 20)
  }).timeout(120_000)

  it('hold up no sign-in, even by a mail server that says nothing', async () => {
    const { server, sink } = bench
    const person = await Person.of(server)
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    sink.onMail(() => held)
    await person.addDevice('Phone')
    assert.match((await person.openAccount()).html, /Phone/)
    assert.equal(sink.mails.length, 0)
    assert.equal(waiting(), 1)
    release()
    await sink.taken(1)
  })

  it('are tried again after 30 seconds, then later and later', async () => {
    const { server, sink, postbox } = bench
    sink.goDown()
    await postbox.post(bench.mail({ kind: 'wrong_codes' }))
    const delays = []
    for (let count = 1; count <= 9; count += 1) {
      await reported('failed', count)
      const nextAt = Number(attempted('failed').at(-1)?.['nextAt'])
      delays.push((nextAt - server.now()) / 1000)
      await soon()
      assert.equal(attempted('failed').length, count)
      server.advance(delays.at(-1) ?? 0)
    }
    assert.deepEqual(delays, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
  })

  it('wait on after three days: it is an error, and they are tried once a day', async () => {
    const { server, sink, postbox } = bench
    sink.refuse('ann@example.com')
    await postbox.post(bench.mail({ kind: 'wrong_codes' }))
    await reported('failed', 1)
    server.advance(3 * 86_400)
    await reported('failed', 2)
    const last = attempted('failed').at(-1)
    assert.equal(last?.['overdue'], true)
    assert.equal(Number(last?.['nextAt']), plusSeconds(server.now(), 86_400))
    const line = server.log().findLast((each) => each['mail'] === last)
    assert.equal(line?.['level'], 50)
    sink.refuse()
    server.advance(86_400)
    await sink.taken(1)
    await bench.emptied()
  })

  it('are given up after two weeks where the mail server refuses them for good, and no others', async () => {
    const { server, sink, postbox } = bench
    sink.refuse('nobody@example.com')
    sink.onMail(async () => {
      throw Object.assign(new Error('come back later'), { responseCode: 451 })
    })
    await postbox.post(bench.mail({ kind: 'wrong_codes', to: 'nobody@example.com' }))
    await postbox.post(bench.mail({ kind: 'wrong_codes', to: 'full@example.com' }))
    await reported('failed', 2)
    server.advance(13 * 86_400)
    await reported('failed', 4)
    sink.goDown()
    server.advance(86_400)
    // Of a mail server that is away nobody knows what it would say.
    await reported('failed', 6)
    sink.comeUp()
    server.advance(86_400)
    await reported('refused', 1)
    await reported('failed', 7)
    assert.equal(waiting(), 1)
    const line = server.log().findLast(({ msg }) => msg === 'a mail was given up')
    assert.equal(line?.['level'], 50)
    assert.equal((line['mail'] as { problem?: { reply?: number } }).problem?.reply, 550)
    assert.ok(!JSON.stringify(line).includes('nobody@example.com'))
    sink.onMail(undefined)
    server.advance(86_400)
    await sink.taken(1, 'full@example.com')
    await bench.emptied()
  })

  it('do not wait for one that is refused, nor for one that cannot be opened', async () => {
    const { server, sink, postbox, store } = bench
    sink.refuse('nobody@example.com')
    await postbox.post(bench.mail({ kind: 'wrong_codes', to: 'nobody@example.com' }))
    await store.outbox.add({
      id: createMailId(),
      accountId: createAccountId(),
      sealed: { keyId: 'a key that is gone', bytes: new Uint8Array(64) },
      createdAt: server.now(),
    })
    for (let count = 0; count < 10; count += 1) {
      await postbox.post(bench.mail({ kind: 'wrong_codes', to: `p${count}@example.com` }))
    }
    await sink.taken(10)
    await reported('failed', 2)
    // What was taken leaves the outbox a moment later.
    while (waiting() > 2) await setTimeout(MAIL_INTERVAL)
    assert.equal(waiting(), 2)
    sink.refuse()
    server.advance(30)
    await sink.taken(1, 'nobody@example.com')
  })

  it('wait where only a newer version has words for them, and hold up no others', async () => {
    const { sink, postbox } = bench
    await postbox.post({
      ...bench.mail({ kind: 'wrong_codes' }),
      kind: 'of_a_newer_version' as never,
    })
    await postbox.post(bench.mail({ kind: 'wrong_codes', to: 'ben@example.com' }))
    await sink.taken(1, 'ben@example.com')
    await reported('failed', 1)
    while (waiting() > 1) await setTimeout(MAIL_INTERVAL)
    assert.equal(waiting(), 1)
  })

  it('are sent on although whoever is told of them throws each time', async () => {
    const { server, postbox, store } = bench
    // Its mails are left to another sender.
    await server.close()
    const sent: MailId[] = []
    const told: unknown[] = []
    // Anything may be thrown, and not all of it is a text.
    const thrown: unknown[] = [new Error('told in vain'), Object.create(null), undefined]
    const sender = openMailSender({
      store: store.outbox,
      sealer: createSealer(server.configuration.keys.sealing),
      clock: server.clock,
      interval: MAIL_INTERVAL,
      deliver: async (_, id) => void sent.push(id),
      onReport(report) {
        told.push(report)
        throw thrown.shift()
      },
    })
    // Whoever prints warnings is left out meanwhile: these are none of the run.
    const printing = process.listeners('warning')
    const warnings: string[] = []
    process.removeAllListeners('warning').on('warning', ({ message }) => warnings.push(message))
    try {
      for (let count = 1; count <= 3; count += 1) {
        await postbox.post(bench.mail({ kind: 'wrong_codes' }))
        while (warnings.length < count) await setTimeout(MAIL_INTERVAL)
      }
    } finally {
      process.removeAllListeners('warning')
      for (const listener of printing) process.on('warning', listener)
    }
    await sender.close()
    assert.equal(told.length, 3)
    assert.equal(new Set(sent).size, 3)
    assert.equal(waiting(), 0)
    assert.deepEqual(warnings, [
      'onReport failed: Error: told in vain',
      'onReport failed: object',
      'onReport failed: undefined',
    ])
  })

  it('are sent again when the process died that had claimed them, by the same name', async () => {
    const { server, sink, postbox, store } = bench
    // As a process does that dies then: it claims a mail and is never heard of again.
    await server.close()
    await postbox.post(bench.mail({ kind: 'wrong_codes' }))
    const lost = await store.outbox.claim(server.now(), plusSeconds(server.now(), 300))
    const node = await bench.another()
    await soon()
    assert.equal(sink.mails.length, 0)
    server.advance(300)
    const [mail] = await sink.taken(1)
    assert.equal(mail?.messageId, `<${lost?.id}@localhost>`)
    await bench.emptied()
    await node.close()
  })

  it('keep their name when a copy follows, because the first was taken and not acknowledged', async () => {
    const { server, sink, postbox } = bench
    let id: string | undefined
    sink.onMail(async ({ messageId }) => {
      sink.onMail(undefined)
      id = messageId
      throw new Error('451 out of space, after it was written')
    })
    await postbox.post(bench.mail({ kind: 'wrong_codes' }))
    await reported('failed', 1)
    server.advance(30)
    const [mail] = await sink.taken(1)
    assert.ok(id !== undefined)
    assert.equal(mail?.messageId, id)
  })

  it('are sent once each by several nodes on one file', async () => {
    const { sink, postbox } = bench
    await bench.another()
    await bench.another()
    const posted = Array.from({ length: 60 }, (_, index) => `p${index}@example.com`)
    await Promise.all(
      posted.map(async (to) => postbox.post(bench.mail({ kind: 'wrong_codes', to }))),
    )
    await bench.emptied()
    assert.equal(sink.mails.length, posted.length)
    assert.deepEqual(new Set(sink.mails.map(addressOf)), new Set(posted))
  })

  it('are dropped when they hold a link that does not work any more, and only those', async () => {
    const { server, sink, postbox } = bench
    const link = new Secret(keepSecret('https://id.example.com/password/reset/too-late'))
    sink.goDown()
    await postbox.post(bench.mail({ kind: 'password_reset_link', link, minutes: 30 }))
    await postbox.post(bench.mail({ kind: 'wrong_codes' }))
    await reported('failed', 2)
    sink.comeUp()
    server.advance(1800)
    await bench.emptied()
    assert.deepEqual(
      sink.mails.map(({ subject }) => subject),
      ['Someone may have your password'],
    )
    assert.equal(attempted('expired').length, 1)
  })

  it('stand in no file and no log in clear', async () => {
    const { sink, postbox, folder, server } = bench
    const link = keepSecret('https://id.example.com/password/reset/f0und-nowhere')
    sink.goDown()
    await postbox.post(
      bench.mail({ kind: 'password_reset_link', link: new Secret(link), minutes: 30 }),
    )
    await reported('failed', 1)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('.sqlite'),
    )
    assert.ok(files.length > 0)
    for (const file of files) {
      const bytes = readFileSync(join(folder, file))
      assert.ok(!bytes.includes('f0und-nowhere'), file)
      assert.ok(!bytes.includes('ann@example.com'), file)
    }
    const logged = JSON.stringify(server.log())
    assert.ok(!logged.includes('ann@example.com') && !logged.includes('f0und-nowhere'))
  })

  it('keep nobody from stopping the server, which finishes what it had begun', async () => {
    const { server, sink, postbox } = bench
    let begun = (): void => {}
    const reached = new Promise<void>((resolve) => (begun = resolve))
    sink.onMail(async () => {
      begun()
      await setTimeout(200)
    })
    await postbox.post(bench.mail({ kind: 'wrong_codes' }))
    await reached
    await server.close()
    assert.equal(sink.mails.length, 1)
    assert.equal(waiting(), 0)
  })
})

describe('a mail server that offers no TLS', () => {
  const login = { user: 'mailer', password: keepSecret('a password of the mailer') }

  it('is told neither password nor mail where TLS is required', async () => {
    const sink = await openMailSink(login)
    const smtp = (requireTls: boolean) =>
      openSmtp({
        url: sink.url,
        from: 'no-reply@example.com',
        domain: 'example.com',
        render: () => ({ subject: 'Subject', text: 'Text', html: '<p>Text', links: [] }),
        requireTls,
      })
    const mail = { kind: 'password_changed', to: 'ann@example.com', at: systemClock() } as never
    try {
      const careful = smtp(true)
      await assert.rejects(careful.deliver(mail, 'one' as MailId), { code: 'ETLS' })
      careful.close()
      assert.deepEqual(sink.mails, [])
      assert.equal(sink.logins(), 0)
      const trusting = smtp(false)
      await trusting.deliver(mail, 'two' as MailId)
      trusting.close()
      assert.equal(sink.mails.length, 1)
      assert.equal(sink.logins(), 1)
    } finally {
      await sink.stop()
    }
  })
})

describe('without a mail server', () => {
  it('production posts nothing, says so once at its start, and shows nobody’s mails', async () => {
    const bench = await openMailBench({ mail: {}, profile: 'production' })
    try {
      const { server } = bench
      const person = await Person.of(server)
      await person.addDevice('Phone')
      assert.equal(waitingIn(databaseOf(server.configuration)), 0)
      const warnings = server.log().filter(({ level }) => level === 40)
      assert.deepEqual(
        warnings.map(({ msg }) => msg),
        ['mail.url is not set: nobody is notified by mail of what happens to their account'],
      )
      assert.equal((await fetch(`${server.configuration.issuer}/dev/mail`)).status, 404)
    } finally {
      await bench.close()
    }
  })

  it('development shows mails in the terminal and at /dev/mail, and in no log', async () => {
    const said: string[] = []
    const bench = await openMailBench({ mail: {} }, { say: (text) => said.push(text) })
    try {
      const { server, postbox } = bench
      const { issuer } = server.configuration
      const person = await Person.of(server)
      assert.match((await person.browser.open(`${issuer}/dev/mail`)).html, /No mail has been sent/)
      const link = keepSecret(`${issuer}/password/reset/sh0wn-to-the-developer`)
      await postbox.post(
        bench.mail({ kind: 'password_reset_link', link: new Secret(link), minutes: 30 }),
      )
      const name = '<b>Phone</b>'
      await postbox.post(bench.mail({ kind: 'device_added', name }))
      await bench.emptied()
      assert.equal(said.length, 2)
      assert.ok(said.join().includes(link))

      const list = await person.browser.open(`${issuer}/dev/mail`)
      const hrefs = [...list.html.matchAll(/href="(\/dev\/mail\/[^"]+)"/g)].map(([, href]) => href)
      assert.equal(hrefs.length, 2)
      const pages = []
      for (const href of hrefs) pages.push(await person.browser.open(`${issuer}${href}`))
      assert.ok(pages.some(({ html }) => html.includes(`href="${link}"`)))
      assert.ok(pages.every(({ html }) => !html.includes(name)))

      const html = await fetch(`${issuer}${hrefs[0]}/html`)
      assert.match(
        html.headers.get('Content-Security-Policy') ?? '',
        /^sandbox; default-src 'none'/,
      )
      assert.match(await html.text(), /<!doctype html>/)
      for (const path of ['/dev/mail/none', '/dev/mail/none/html']) {
        assert.equal((await fetch(`${issuer}${path}`)).status, 404)
      }
    } finally {
      await bench.close()
    }
  })

  it('development keeps the last 50', async () => {
    const bench = await openMailBench({ mail: {} })
    try {
      const { server, postbox } = bench
      for (const [kind, count] of [
        ['early', 50],
        ['late', 5],
      ] as const) {
        for (let number = 0; number < count; number += 1) {
          await postbox.post(bench.mail({ kind: 'wrong_codes', to: `${kind}@example.com` }))
        }
        await bench.emptied()
      }
      const list = await (await fetch(`${server.configuration.issuer}/dev/mail`)).text()
      const shown = [...list.matchAll(/(early|late)@example\.com/g)].map(([, kind]) => kind)
      assert.deepEqual(shown, [
        ...Array.from({ length: 5 }, () => 'late'),
        ...Array.from({ length: 45 }, () => 'early'),
      ])
    } finally {
      await bench.close()
    }
  })
})
