/** Pure: what an authorization takes, what was proved, and what follows. Start with `decide.ts`. */
export * from './decide.ts'
export * from './evidence.ts'
export * from './ladder.ts'
export * from './method.ts'
export * from './requirement.ts'
export { ageOf, stands } from './satisfaction.ts'
export * from './presets.ts'
export { brokenPromise } from './promises.ts'
