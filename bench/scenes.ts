import type { Scene } from './candidates.ts'

/** Opens some scenes, and closes those that opened, whatever happens. */
export async function withScenes<const Openers extends readonly (() => Promise<Scene>)[], T>(
  openers: Openers,
  work: (scenes: { readonly [Place in keyof Openers]: Scene }) => Promise<T>,
): Promise<T> {
  const scenes: Scene[] = []
  try {
    for (const open of openers) scenes.push(await open())
    // As many as there are openers.
    return await work(scenes as unknown as { readonly [Place in keyof Openers]: Scene })
  } finally {
    await Promise.all(scenes.map((scene) => scene.close()))
  }
}
