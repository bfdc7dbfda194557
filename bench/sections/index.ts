import type { Section } from '../section.ts'
import { codeSection } from './code.ts'
import { countSection } from './count.ts'
import { signInSection } from './sign-in.ts'

/** In the order in which they run, and stand in the document. */
export const SECTIONS: readonly Section[] = [signInSection, countSection, codeSection]
