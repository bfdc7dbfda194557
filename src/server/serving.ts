import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from './service.ts'

/** Lets one service take the place of another while requests are under way. */
export interface Serving {
  /** The one that answers what comes now. */
  readonly service: Service
  handle(request: IncomingMessage, response: ServerResponse): void
  /** From then on another answers; what is under way ends as it began. */
  replace(service: Service): void
  /** Resolves when nothing is left of what any of them began. Call it when no request is under way. */
  settled(): Promise<void>
}

export function createServing(first: Service): Serving {
  let current = first
  /** Requests under way, by who answers them: what was replaced stays until it has ended. */
  const underWay = new Map<Service, number>([[first, 0]])

  const leave = (service: Service): void => {
    const left = (underWay.get(service) ?? 1) - 1
    underWay.set(service, left)
    if (service !== current && left === 0) void retire(service)
  }
  async function retire(service: Service): Promise<void> {
    await service.settled()
    if (service !== current && underWay.get(service) === 0) underWay.delete(service)
  }

  return {
    get service() {
      return current
    },
    handle(request, response) {
      const service = current
      underWay.set(service, (underWay.get(service) ?? 0) + 1)
      void service.handle(request, response).finally(() => leave(service))
    },
    replace(service) {
      const before = current
      current = service
      underWay.set(service, 0)
      if (underWay.get(before) === 0) void retire(before)
    },
    async settled() {
      await Promise.all([...underWay.keys()].map((service) => service.settled()))
    },
  }
}
