import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sample } from 'fast-check'
import type { Store } from '../../../src/stores/store.ts'
import { backupStore } from '../../../src/stores/transfer/backup.ts'
import { checkBackup } from '../../../src/stores/transfer/backup-reader.ts'
import { restoreBackup } from '../../../src/stores/transfer/restore.ts'
import { TransferError } from '../../../src/stores/transfer/transfer-error.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { createTestClock } from '../../support/test-clock.ts'
import { sqlitePlace, using, type Place } from '../places.ts'
import { population, settle } from './population.ts'

const RULES = { withSessions: true, dropRecoveryCodes: false }

describe('a backup file', () => {
  const folder = temporaryFolder()
  const { clock } = createTestClock()
  let place: Place

  before(async () => {
    place = await sqlitePlace()
    const people = sample(population, { numRuns: 5, seed: 7 }).flat()
    await using(place.open(clock), async (store: Store) => settle(store, people, clock()))
  })

  after(() => place.close())

  const write = (file = join(folder(), 'backup'), signal?: AbortSignal) =>
    using(place.openWhole(clock), (whole) => backupStore(whole, file, { clock, signal }))

  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error instanceof TransferError ? error.code : String(error)
  }

  /** The file with other contents; packed, where they are text. */
  const changed = (contents: string | Buffer): string => {
    const file = join(folder(), `changed-${readdirSync(folder()).length}`)
    writeFileSync(file, typeof contents === 'string' ? gzipSync(contents) : contents)
    return file
  }

  const linesOf = (file: string): string[] =>
    gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')

  it('says what it holds, and is read to its end', async () => {
    const written = await write()
    const { createdAt, source, ...read } = await checkBackup(join(folder(), 'backup'))
    assert.deepEqual({ ...read, createdAt }, written)
    assert.equal(source, 'sqlite')
    assert.ok(read.counts.accounts > 0 && read.counts.devices > 0)
    assert.deepEqual(read.sealingKeys, ['key-1'])
  })

  it('is its owner’s alone, whatever the umask', async () => {
    const umask = process.umask(0)
    try {
      await write()
    } finally {
      process.umask(umask)
    }
    assert.equal(statSync(join(folder(), 'backup')).mode & 0o777, 0o600)
  })

  it('takes the place of no other file', async () => {
    const file = join(folder(), 'backup')
    writeFileSync(file, 'precious')
    assert.equal(await codeOf(write(file)), 'file_exists')
    assert.equal(readFileSync(file, 'utf8'), 'precious')
    assert.deepEqual(readdirSync(folder()), ['backup'])
  })

  it('leaves nothing behind when it is stopped, or cannot be written', async () => {
    await assert.rejects(write(join(folder(), 'backup'), AbortSignal.abort()), /abort/i)
    assert.deepEqual(readdirSync(folder()), [])
    await assert.rejects(write(join(folder(), 'none', 'backup')), /--to: .* cannot be written/)
    chmodSync(folder(), 0o700)
  })

  it('is refused wherever it is cut off', async () => {
    await write()
    const whole = readFileSync(join(folder(), 'backup'))
    for (let part = 0; part <= 20; part += 1) {
      const bytes = whole.subarray(
        0,
        Math.floor((whole.length * part) / 20) - (part === 20 ? 1 : 0),
      )
      const code = await codeOf(checkBackup(changed(bytes)))
      assert.ok(['backup_damaged', 'not_a_backup'].includes(code), `${part}: ${code}`)
      if (part > 1) assert.equal(code, 'backup_damaged')
    }
    const lines = linesOf(join(folder(), 'backup'))
    const unended = `${lines.slice(0, -1).join('\n')}\n`
    assert.equal(await codeOf(checkBackup(changed(unended))), 'backup_damaged')
  })

  it('is refused wherever a bit of it has flipped', async () => {
    await write()
    const whole = readFileSync(join(folder(), 'backup'))
    // Of the ten bytes at its beginning, gzip reads no more than the first four.
    for (let part = 0; part < 60; part += 1) {
      const bytes = Buffer.from(whole)
      const at = 10 + Math.floor(((whole.length - 10) * part) / 60)
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (part % 8)), at)
      assert.equal(await codeOf(checkBackup(changed(bytes))), 'backup_damaged', `byte ${at}`)
    }
  })

  it('is refused when a line is changed, lost, doubled or added, however well it is packed', async () => {
    await write()
    const [header = '', first = '', second = '', ...rest] = linesOf(join(folder(), 'backup'))
    const variants = {
      changed: [
        header,
        first.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
        second,
        ...rest,
      ],
      lost: [header, second, ...rest],
      doubled: [header, first, first, second, ...rest],
      added: [header, first, second, ...rest, first],
      'in another order': [header, second, first, ...rest],
      unknown: [header, '{"kind":"spaceship"}', first, second, ...rest],
      'another header': [header.replace('sqlite', 'redis'), first, second, ...rest],
    }
    for (const [name, lines] of Object.entries(variants)) {
      const code = await codeOf(checkBackup(changed(`${lines.join('\n')}\n`)))
      assert.equal(code, 'backup_damaged', name)
    }
  })

  it('of a newer version is refused with the word that helps', async () => {
    await write()
    const [header = '', ...rest] = linesOf(join(folder(), 'backup'))
    const newer = [header.replace('"version":3', '"version":4'), ...rest].join('\n')
    assert.notEqual(newer, [header, ...rest].join('\n'))
    const checking = checkBackup(changed(`${newer}\n`))
    await assert.rejects(checking, /a newer program wrote this backup/)
    assert.equal(await codeOf(checkBackup(changed(`${newer}\n`))), 'backup_newer')
  })

  it('that is none is told from one that is damaged', async () => {
    for (const contents of [
      '',
      '{}\n',
      'hello\n',
      '{"format":"tar","version":1}\n',
      Buffer.from('plain'),
    ]) {
      assert.equal(await codeOf(checkBackup(changed(contents))), 'not_a_backup', String(contents))
    }
    await assert.rejects(checkBackup(join(folder(), 'missing')), /cannot read .*ENOENT/)
    await assert.rejects(checkBackup(folder()), /cannot read .*EISDIR/)
  })

  it('that is damaged touches no store', async () => {
    await write()
    const lines = linesOf(join(folder(), 'backup'))
    const file = changed(`${lines.slice(0, -1).join('\n')}\n`)
    const other = await sqlitePlace()
    try {
      await using(other.openWhole(clock), async (whole) => {
        const code = await codeOf(restoreBackup(file, whole, RULES, { clock }))
        assert.equal(code, 'backup_damaged')
        assert.equal(await whole.unfinishedSince(), undefined)
        assert.deepEqual(await whole.begin(clock()), { outcome: 'begun' })
      })
    } finally {
      await other.close()
    }
  })

  it('of the first version is restored for good', async () => {
    // Written by hand: what a program of that version wrote, whatever became of the schema since.
    const id = 'AAAAAAAAAAAAAAAAAAAAAA'
    const createdAt = clock()
    const record = JSON.stringify({
      activity: [],
      devices: [],
      id,
      kind: 'account',
      profile: { createdAt, displayName: 'Ann', login: 'ann' },
      trustedBrowsers: [],
    })
    const header = JSON.stringify({
      format: 'oidc-step-up backup',
      version: 1,
      createdAt: new Date(createdAt).toISOString(),
      source: 'redis',
    })
    const text = `${header}\n${record}\n`
    const zero = { trustedBrowsers: 0, passwordResets: 0, activity: 0, attempts: 0, mails: 0 }
    const trailer = {
      kind: 'end',
      counts: { accounts: 1, devices: 0, recoveryCodes: 0, ...zero, artefacts: 0, tombstones: 0 },
      checksum: createHash('sha256').update(record).digest('hex'),
      sealingKeys: [],
      sha256: createHash('sha256').update(text).digest('hex'),
    }
    const file = changed(`${text}${JSON.stringify(trailer)}\n`)
    copyFileSync(file, join(folder(), 'first-version'))
    const other = await sqlitePlace()
    try {
      await using(other.openWhole(clock), (whole) => restoreBackup(file, whole, RULES, { clock }))
      const account = await using(other.open(clock), (store) => store.accounts.findByLogin('ANN'))
      assert.deepEqual(account, { account: { id, login: 'ann', displayName: 'Ann', createdAt } })
    } finally {
      await other.close()
    }
  })
})
