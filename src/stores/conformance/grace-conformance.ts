import { equal, rejects } from 'node:assert/strict'
import type { ArtefactAdapterFactory } from '../../people/artefact-index.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
  type TwoHandles,
} from './property.ts'

/** A store whose adapter lets what was consumed be consumed again for some seconds. */
export interface GracefulStore {
  readonly adapter: ArtefactAdapterFactory
}

const HOUR = 3600

/**
 * The `grace` of `ArtefactAdapter.consume`, through two handles on one database: apart from `adapterConformance`,
 * because a host's adapter need not know it.
 */
export const graceConformance = (
  open: OpenTwoHandles<GracefulStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'what was consumed is consumed again within a grace that is given, and keeps its first time':
      async ({ first, second }) => {
        const at = Math.floor(Date.now() / 1000) - 20
        await first.adapter('RefreshToken').upsert('id', { consumed: at }, HOUR)
        await second.adapter('RefreshToken').consume('id', 600)
        equal((await first.adapter('RefreshToken').find('id'))?.consumed, at)
      },

    'of 50 concurrent calls with a grace all consume, and afterwards none without one': async (
      handles,
    ) => {
      await handles.first.adapter('RefreshToken').upsert('id', {}, HOUR)
      equal(await consumers(handles, 'RefreshToken', 50, 10), 50)
      equal(await consumers(handles, 'RefreshToken', 50), 0)
    },

    'no grace reaches further back than it is, nor to what is unknown, destroyed or revoked':
      async (handles) => {
        const { first, second } = handles
        const tokens = first.adapter('RefreshToken')
        await tokens.upsert('old', { consumed: Math.floor(Date.now() / 1000) - 20 }, HOUR)
        await rejects(tokens.consume('old', 10))
        await rejects(tokens.consume('unknown', 10))
        await tokens.upsert('id', { grantId: 'grant' }, HOUR)
        await tokens.consume('id')
        await second.adapter('AccessToken').revokeByGrantId('grant')
        equal(await consumers(handles, 'RefreshToken', 2, 10), 0)
        await tokens.upsert('other', {}, HOUR)
        await tokens.consume('other')
        await second.adapter('RefreshToken').destroy('other')
        await rejects(tokens.consume('other', 10))
      },
  })

async function consumers(
  handles: TwoHandles<GracefulStore>,
  model: string,
  calls: number,
  grace?: number,
): Promise<number> {
  const results = await concurrently(handles, calls, async (store) =>
    store
      .adapter(model)
      .consume('id', grace)
      .then(
        () => true,
        () => false,
      ),
  )
  return results.filter(Boolean).length
}
