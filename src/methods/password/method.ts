import type { MethodModule } from '../method.ts'

export const PASSWORD = {
  id: 'password',
  factors: ['knowledge'],
  amr: ['pwd'],
  identifies: true,
  resistsPhishing: false,
  enrollable: false,
  // Its proofs name no credential: a new password voids them by its time.
  held: ({ hasPassword = true }) => ({ provable: hasPassword, protects: false, credentials: [] }),
  standing: async () => [],
} as const satisfies MethodModule
